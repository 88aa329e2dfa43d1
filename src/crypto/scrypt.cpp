#include "crypto/scrypt.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <bit>

#include "crypto/openssl.h"

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
  // V, B and the two blocks of work, as OpenSSL takes them.
  return 128 * std::uint64_t{costs.r} * (costs.n + costs.p + 2) <= max_scrypt_bytes;
}

}  // namespace

Result<Secret> scrypt(const Secret& password, ByteView salt, const ScryptCosts& costs, std::size_t count) {
  if (!are_allowed(costs)) return failure(ErrorCode::invalid_input, "costs that scrypt does not know");
  if (!are_bearable(costs)) return failure(ErrorCode::invalid_input, "scrypt costs that ask for too much");
  Bytes derived(count);
  const std::string_view letters = text_of(password.reveal());
  const bool is_done = EVP_PBE_scrypt(letters.data(), letters.size(), raw(salt), salt.size(), costs.n, costs.r, costs.p,
                                      max_scrypt_bytes, raw_out(derived), derived.size()) == 1;
  if (!is_done) {
    ERR_clear_error();
    return failure(ErrorCode::full, "no memory for scrypt");
  }
  return Secret(std::move(derived));
}

}  // namespace digue::crypto
