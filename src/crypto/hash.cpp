#include "crypto/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/openssl.h"

namespace digue::crypto {

Sha256 sha256(ByteView content) {
  Sha256 hash;
  must_succeed(EVP_Digest(content.data(), content.size(), raw_out(hash), nullptr, EVP_sha256(), nullptr) == 1);
  return hash;
}

Sha256 hmac_sha256(const Secret& key, ByteView content) {
  Sha256 hash;
  const ByteView bytes = key.reveal();
  must_succeed(EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), raw(content),
                         content.size(), raw_out(hash), hash.size(), nullptr) != nullptr);
  return hash;
}

bool equal_in_constant_time(ByteView left, ByteView right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace digue::crypto
