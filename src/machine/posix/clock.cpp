#include "machine/posix/clock.h"

#include <ctime>

namespace digue::machine::posix {

Instant SystemClock::now() const {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  const auto since_1970 = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  return Instant(std::chrono::floor<std::chrono::milliseconds>(since_1970));
}

std::chrono::seconds SystemClock::ahead_of_utc(Instant instant) const {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return std::chrono::seconds(0);
  return std::chrono::seconds(local.tm_gmtoff);
}

}  // namespace digue::machine::posix
