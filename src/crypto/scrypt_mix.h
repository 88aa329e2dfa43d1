#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace digue::crypto {

/// scryptROMix (RFC 7914, section 5) in place: `block` has 128 * r bytes, `n` is a power of two from 2. False if there
/// is no memory: it takes 64 * n * r bytes, half of what the RFC keeps, for it computes every second value of V again
/// when it is asked for. What it wrote there is wiped.
bool scrypt_mix(std::span<std::byte> block, std::uint64_t n);

}  // namespace digue::crypto
