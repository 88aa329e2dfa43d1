#pragma once

#include <chrono>

#include "base/instant.h"

namespace digue::machine {

/// The only place that knows what time it is.
class Clock {
 public:
  virtual ~Clock() = default;

  /// The time that the system believes; it may be wrong, and it may jump.
  virtual Instant now() const = 0;

  /// How far the time on the wall is ahead of UTC at that instant.
  virtual std::chrono::seconds ahead_of_utc(Instant instant) const = 0;
};

}  // namespace digue::machine
