#pragma once

#include "machine/clock.h"

namespace digue::machine::posix {

/// The clock of the system, in the time zone of the system.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::chrono::seconds ahead_of_utc(Instant instant) const override;
};

}  // namespace digue::machine::posix
