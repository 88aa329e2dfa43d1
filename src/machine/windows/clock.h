#pragma once

#include <windows.h>

#include "machine/clock.h"

namespace digue::machine::windows {

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::chrono::seconds ahead_of_utc(Instant instant) const override;
};

/// The same question to the rules of one time zone and one year; zero where Windows knows no answer.
std::chrono::seconds ahead_of_utc(Instant instant, const TIME_ZONE_INFORMATION& zone);

}  // namespace digue::machine::windows
