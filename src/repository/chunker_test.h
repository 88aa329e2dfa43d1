#pragma once

#include <vector>

#include "repository/chunker.h"

namespace digue::repository {

inline constexpr Polynomial known{0x3DA3358B4DC173};

/// splitmix64 (Steele, Lea, Flood 2014), each number as 8 bytes, the lowest first. `count` is a multiple of 8.
inline Bytes splitmix(std::uint64_t state, std::size_t count) {
  Bytes bytes;
  bytes.reserve(count);
  while (bytes.size() < count) {
    state += 0x9E3779B97F4A7C15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(z >> (8 * i)));
  }
  return bytes;
}

inline std::vector<std::size_t> cuts_of(const Chunker& chunker, ByteView file) {
  std::vector<std::size_t> lengths;
  while (const auto length = chunker.next_cut(file, true)) {
    lengths.push_back(*length);
    file = file.subspan(*length);
  }
  return lengths;
}

}  // namespace digue::repository
