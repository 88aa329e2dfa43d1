#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace digue::sample {

/// Numbers that look random and are always the same for the same seed and label: nothing here is a secret.
/// xoshiro256++ (Blackman and Vigna, 2019), seeded by SplitMix64 over FNV-1a of the label. Whole numbers only, so that
/// every compiler and every processor makes the same practice.
class Random {
 public:
  Random(std::uint64_t seed, std::string_view label);

  std::uint64_t next() {
    const std::uint64_t result = rotated(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  /// 0 to `limit` - 1; `limit` is at least 1. The bias of the multiplication is of no matter here.
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(((next() >> 32) * limit) >> 32); }
  std::uint32_t between(std::uint32_t first, std::uint32_t last) { return first + below(last - first + 1); }

  template <typename Choices>
  const auto& pick(const Choices& choices) {
    return choices[below(static_cast<std::uint32_t>(std::size(choices)))];
  }

 private:
  static std::uint64_t rotated(std::uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }

  std::uint64_t state_[4];
};

}  // namespace digue::sample
