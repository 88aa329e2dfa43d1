#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digue {

/// A point of UTC time. Only machine::Clock knows which one is now.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A calendar day, UTC.
using Day = std::chrono::sys_days;

/// RFC 3339 in UTC with milliseconds, as in 2026-11-24T08:02:00.000Z.
std::string to_rfc3339(Instant instant);
/// Reads what to_rfc3339 writes; the milliseconds may be missing. `invalid_input` otherwise.
Result<Instant> parse_rfc3339(std::string_view text);

/// ISO 8601, as in 2026-11-24.
std::string to_iso(Day day);
/// Reads what to_iso writes, years 1970 to 9999. `invalid_input` otherwise, also for a day that no calendar has.
Result<Day> parse_day(std::string_view text);

}  // namespace digue
