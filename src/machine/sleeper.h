#pragma once

#include <chrono>
#include <stop_token>

#include "base/result.h"

namespace digue::machine {

/// Lets time pass, on the clock that never jumps. A test's own takes no time.
class Sleeper {
 public:
  virtual ~Sleeper() = default;

  /// Since some fixed moment.
  virtual std::chrono::milliseconds elapsed() const = 0;
  /// `cancelled` as soon as somebody asks to stop.
  virtual Result<void> sleep(std::chrono::milliseconds time) = 0;
};

class SystemSleeper final : public Sleeper {
 public:
  /// Without a token it always sleeps to the end.
  explicit SystemSleeper(std::stop_token stop = {}) : stop_(std::move(stop)) {}

  std::chrono::milliseconds elapsed() const override;
  Result<void> sleep(std::chrono::milliseconds time) override;

 private:
  std::stop_token stop_;
};

}  // namespace digue::machine
