#include "crypto/secret.h"

#include <openssl/crypto.h>

namespace digue::crypto {

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
  }
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

}  // namespace digue::crypto
