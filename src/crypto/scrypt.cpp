#include "crypto/scrypt.h"

#include <openssl/evp.h>

#include <bit>

#include "crypto/openssl.h"
#include "crypto/scrypt_mix.h"

namespace digue::crypto {

namespace {

/// The conditions of RFC 7914, section 2; in an order in which no product overflows.
bool are_allowed(const ScryptCosts& costs) {
  if (costs.n < 2 || !std::has_single_bit(costs.n) || costs.r == 0 || costs.p == 0) return false;
  if (costs.r < 4 && costs.n >= 1ULL << (16 * costs.r)) return false;
  return std::uint64_t{costs.r} * costs.p < 1ULL << 30;
}

bool are_bearable(const ScryptCosts& costs) {
  if (costs.n > max_scrypt_work) return false;
  if (costs.n * costs.r > max_scrypt_work || costs.n * costs.r * costs.p > max_scrypt_work) return false;
  // V, B and two blocks of work, as the RFC has them; scrypt_mix() keeps half of V.
  return 128 * std::uint64_t{costs.r} * (costs.n + costs.p + 2) <= max_scrypt_bytes;
}

/// PBKDF2-HMAC-SHA-256 (RFC 8018) of one iteration.
Bytes stretched(const Secret& password, ByteView salt, std::size_t count) {
  Bytes bytes(count);
  const std::string_view letters = text_of(password.reveal());
  must_succeed(PKCS5_PBKDF2_HMAC(letters.data(), static_cast<int>(letters.size()), raw(salt),
                                 static_cast<int>(salt.size()), 1, EVP_sha256(), static_cast<int>(count),
                                 raw_out(bytes)) == 1);
  return bytes;
}

}  // namespace

Result<Secret> scrypt(const Secret& password, ByteView salt, const ScryptCosts& costs, std::size_t count) {
  if (!are_allowed(costs)) return failure(ErrorCode::invalid_input, "costs that scrypt does not know");
  if (!are_bearable(costs)) return failure(ErrorCode::invalid_input, "scrypt costs that ask for too much");
  const std::size_t block_bytes = std::size_t{128} * costs.r;
  Bytes blocks = stretched(password, salt, block_bytes * costs.p);
  bool is_done = true;
  for (std::span<std::byte> left = blocks; is_done && !left.empty(); left = left.subspan(block_bytes)) {
    is_done = scrypt_mix(left.first(block_bytes), costs.n);
  }
  const Secret mixed(std::move(blocks));
  if (!is_done) return failure(ErrorCode::full, "no memory for scrypt");
  return Secret(stretched(password, mixed.reveal(), count));
}

}  // namespace digue::crypto
