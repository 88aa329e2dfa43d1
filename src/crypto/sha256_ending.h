#pragma once

#include <algorithm>

#include "crypto/sha256_lanes.h"

namespace digue::crypto {

// FIPS 180-4, 5.3.3.
inline constexpr std::array<std::uint32_t, 8> sha256_initial_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

template <typename Number>
void put_big_endian(Number number, std::byte* to) {
  for (std::size_t i = sizeof number; i-- > 0; number = static_cast<Number>(number >> 8)) {
    to[i] = static_cast<std::byte>(number);
  }
}

inline Sha256 sha256_of(const std::array<std::uint32_t, 8>& state) {
  Sha256 hash;
  for (std::size_t i = 0; i < state.size(); ++i) put_big_endian(state[i], hash.data() + i * sizeof(std::uint32_t));
  return hash;
}

/// What stands behind the whole blocks of a message: its last bytes, fewer than a block, and the padding (FIPS 180-4,
/// 5.1.1).
struct Sha256Ending {
  std::array<std::byte, 2 * sha256_block_bytes> bytes = {};
  std::size_t blocks = 0;

  Sha256Ending(ByteView last, std::uint64_t message_bytes) {
    std::ranges::copy(last, bytes.begin());
    bytes[last.size()] = std::byte{0x80};
    const std::size_t needed = last.size() + 1 + sizeof(std::uint64_t);
    blocks = needed > sha256_block_bytes ? 2 : 1;
    const std::size_t end = blocks * sha256_block_bytes;
    put_big_endian(message_bytes * 8, bytes.data() + end - sizeof(std::uint64_t));
  }
};

}  // namespace digue::crypto
