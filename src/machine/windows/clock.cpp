#include "machine/windows/clock.h"

namespace digue::machine::windows {

namespace {

/// A FILETIME counts tenths of microseconds from 1601 on.
using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
constexpr auto first_day = std::chrono::sys_days(std::chrono::year(1601) / 1 / 1);
constexpr auto first_instant = std::chrono::time_point_cast<Ticks>(std::chrono::sys_time<Ticks>(first_day));

/// Beyond these years, Windows and the ticks know no time.
bool is_in_calendar(Instant instant) {
  return instant >= first_day && instant < std::chrono::sys_days(std::chrono::year(9999) / 1 / 1);
}

std::chrono::sys_time<Ticks> time_of(const FILETIME& file_time) {
  const std::uint64_t ticks = (std::uint64_t{file_time.dwHighDateTime} << 32) | file_time.dwLowDateTime;
  return first_instant + Ticks(static_cast<std::int64_t>(ticks));
}

FILETIME file_time_of(Instant instant) {
  const auto ticks = static_cast<std::uint64_t>((std::chrono::sys_time<Ticks>(instant) - first_instant).count());
  return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

}  // namespace

Instant SystemClock::now() const {
  FILETIME file_time{};
  ::GetSystemTimePreciseAsFileTime(&file_time);
  return std::chrono::floor<std::chrono::milliseconds>(time_of(file_time));
}

std::chrono::seconds ahead_of_utc(Instant instant, const TIME_ZONE_INFORMATION& zone) {
  if (!is_in_calendar(instant)) return std::chrono::seconds(0);
  const FILETIME file_time = file_time_of(instant);
  SYSTEMTIME utc{};
  SYSTEMTIME local{};
  FILETIME local_file_time{};
  if (::FileTimeToSystemTime(&file_time, &utc) == 0 || ::SystemTimeToTzSpecificLocalTime(&zone, &utc, &local) == 0 ||
      ::SystemTimeToFileTime(&local, &local_file_time) == 0) {
    return std::chrono::seconds(0);
  }
  return std::chrono::round<std::chrono::seconds>(time_of(local_file_time) - std::chrono::sys_time<Ticks>(instant));
}

/// With the rules of that year: the day on which summer time begins has been another one before.
std::chrono::seconds SystemClock::ahead_of_utc(Instant instant) const {
  if (!is_in_calendar(instant)) return std::chrono::seconds(0);
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(instant));
  TIME_ZONE_INFORMATION zone{};
  if (::GetTimeZoneInformationForYear(static_cast<USHORT>(static_cast<int>(day.year())), nullptr, &zone) == 0) {
    return std::chrono::seconds(0);
  }
  return windows::ahead_of_utc(instant, zone);
}

}  // namespace digue::machine::windows
