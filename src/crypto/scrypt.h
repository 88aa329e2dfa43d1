#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace digue::crypto {

/// The costs of scrypt (RFC 7914). The time grows with n * r * p, the memory with 128 * n * r bytes.
struct ScryptCosts {
  std::uint64_t n = 32768;
  std::uint32_t r = 8;
  std::uint32_t p = 1;

  bool operator==(const ScryptCosts&) const = default;
};

/// What a key file may ask of this computer before it is refused: memory for n * r = 2^21 and what is taken beside it,
/// and, as n * r * p, some ten seconds of a slow processor.
inline constexpr std::uint64_t max_scrypt_bytes = 257ULL * 1024 * 1024;
inline constexpr std::uint64_t max_scrypt_work = 1ULL << 24;

/// Derives `count` bytes from a password. `invalid_input` for costs that the RFC does not allow or that ask for too
/// much: they may come from a forged file.
Result<Secret> scrypt(const Secret& password, ByteView salt, const ScryptCosts& costs, std::size_t count);

}  // namespace digue::crypto
