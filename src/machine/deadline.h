#pragma once

#include <algorithm>
#include <chrono>

namespace digue::machine {

/// Until when an answer is worth waiting for, on the clock that never jumps.
class Deadline {
 public:
  static Deadline in(std::chrono::milliseconds time) { return Deadline(std::chrono::steady_clock::now() + time); }

  /// Never negative.
  std::chrono::milliseconds remaining() const {
    const auto left = end_ - std::chrono::steady_clock::now();
    return std::chrono::ceil<std::chrono::milliseconds>(std::max(left, decltype(left)::zero()));
  }
  bool is_over() const { return remaining() == std::chrono::milliseconds::zero(); }

 private:
  explicit Deadline(std::chrono::steady_clock::time_point end) : end_(end) {}

  std::chrono::steady_clock::time_point end_;
};

}  // namespace digue::machine
