#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace digue::crypto {

inline constexpr std::size_t sha256_block_bytes = 64;

/// Where one of several messages stands that are hashed side by side.
struct Sha256Lane {
  std::array<std::uint32_t, 8> state;
  const std::byte* next = nullptr;  ///< the blocks that are not yet in the state
};

/// A way to hash several messages side by side.
struct Sha256Kernel {
  std::string_view name;
  std::size_t max_lanes = 0;
  std::size_t min_messages = 0;  ///< for fewer, OpenSSL is faster
  /// Takes the next `blocks` of each of 1 to max_lanes lanes into their states.
  void (*compress)(std::span<Sha256Lane> lanes, std::size_t blocks) = nullptr;
};

/// Those that this processor can run, the fastest first; perhaps none.
std::span<const Sha256Kernel> sha256_kernels();

/// sha256_each by one of them.
void sha256_each_with(const Sha256Kernel& kernel, std::span<const ByteView> contents, std::span<Sha256> hashes);
/// The same, and beside them the next `blocks` of a stream.
void sha256_each_with(const Sha256Kernel& kernel, std::span<const ByteView> contents, std::span<Sha256> hashes,
                      Sha256Lane& stream, std::size_t blocks);
/// sha256_each where none is faster than OpenSSL.
void sha256_one_by_one(std::span<const ByteView> contents, std::span<Sha256> hashes);

}  // namespace digue::crypto
