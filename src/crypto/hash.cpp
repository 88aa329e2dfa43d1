#include "crypto/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>

#include "crypto/openssl.h"

namespace digue::crypto {

Sha256 sha256(ByteView content) {
  Sha256 hash;
  must_succeed(EVP_Digest(content.data(), content.size(), raw_out(hash), nullptr, EVP_sha256(), nullptr) == 1);
  return hash;
}

void sha256_each(std::span<const ByteView> contents, std::span<Sha256> hashes) {
  must_succeed(contents.size() == hashes.size());
  std::ranges::transform(contents, hashes.begin(), sha256);
}

struct Sha256Stream::Context {
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> digest{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  must_succeed(context_->digest != nullptr);
  must_succeed(EVP_DigestInit_ex2(context_->digest.get(), EVP_sha256(), nullptr) == 1);
}

Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(ByteView part) {
  must_succeed(EVP_DigestUpdate(context_->digest.get(), part.data(), part.size()) == 1);
}

Sha256 Sha256Stream::finish() {
  Sha256 hash;
  must_succeed(EVP_DigestFinal_ex(context_->digest.get(), raw_out(hash), nullptr) == 1);
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
