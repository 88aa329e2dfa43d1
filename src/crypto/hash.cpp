#include "crypto/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdlib>

namespace digue::crypto {

namespace {

unsigned char* raw(Sha256& hash) { return reinterpret_cast<unsigned char*>(hash.data()); }
const unsigned char* raw(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

// The default provider always has SHA-256: without it nothing that we store can be trusted, so we stop.

Sha256 sha256(ByteView content) {
  Sha256 hash;
  if (EVP_Digest(content.data(), content.size(), raw(hash), nullptr, EVP_sha256(), nullptr) != 1) std::abort();
  return hash;
}

Sha256 hmac_sha256(const Secret& key, ByteView content) {
  Sha256 hash;
  const ByteView bytes = key.reveal();
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), raw(content), content.size(),
                raw(hash), hash.size(), nullptr) == nullptr) {
    std::abort();
  }
  return hash;
}

bool equal_in_constant_time(ByteView left, ByteView right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace digue::crypto
