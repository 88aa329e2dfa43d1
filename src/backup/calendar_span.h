#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace digue::backup {

/// A length of time as people say it: "1y2m3d4h". How long it lasts depends on where in the calendar it lies.
struct CalendarSpan {
  int years = 0;
  int months = 0;
  int days = 0;
  int hours = 0;

  bool is_zero() const { return *this == CalendarSpan(); }
  bool operator==(const CalendarSpan&) const = default;
};

/// Numbers with their units y, m, d and h, in any order. `invalid_input` for anything else, and for over 100,000 of
/// one.
Result<CalendarSpan> parse_calendar_span(std::string_view text);
/// As restic writes it: "1y2m3d4h", without what is zero.
std::string to_string(const CalendarSpan& span);

/// The instant that lies so long before. Days, months and years are counted on the wall calendar of a zone that is so
/// far ahead of UTC; a day that the month does not have runs over into the next, as in Go: one month before 31 March is
/// 3 March (2 in a leap year).
Instant before(Instant instant, const CalendarSpan& span, std::chrono::seconds ahead_of_utc);

/// The wall calendar's parts of an instant, each with the greater ones: 2026112408, 20261124, 202648 (ISO 8601),
/// 202611.
struct CalendarUnits {
  std::int64_t hour = 0;
  std::int64_t day = 0;
  std::int64_t week = 0;
  std::int64_t month = 0;
  std::int64_t year = 0;
};
CalendarUnits calendar_units(Instant instant, std::chrono::seconds ahead_of_utc);

}  // namespace digue::backup
