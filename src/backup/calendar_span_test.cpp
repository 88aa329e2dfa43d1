#include "backup/calendar_span.h"

#include <doctest/doctest.h>

namespace digue::backup {
namespace {

using std::chrono::hours;

Instant at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST_CASE("a duration is numbers with units") {
  CHECK(parse_calendar_span("1y2m3d4h").value() == CalendarSpan{1, 2, 3, 4});
  CHECK(parse_calendar_span(" 4h1y ").value() == CalendarSpan{1, 0, 0, 4});
  CHECK(parse_calendar_span("").value().is_zero());
  CHECK(parse_calendar_span("100000h").value().hours == 100'000);
  CHECK(to_string(CalendarSpan{1, 2, 3, 4}) == "1y2m3d4h");
  CHECK(to_string(CalendarSpan{0, 0, 14, 0}) == "14d");
  for (const std::string_view text :
       {"1", "y", "1w", "-1d", "1y-2m", "1.5d", "100001h", "99999999999999999999d", "1 d"}) {
    CAPTURE(text);
    CHECK(parse_calendar_span(text).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("months and years are those of the calendar, and a missing day runs over") {
  CHECK(before(at("2026-03-31T10:00:00Z"), {0, 1, 0, 0}, hours(0)) == at("2026-03-03T10:00:00Z"));
  CHECK(before(at("2024-02-29T10:00:00Z"), {1, 0, 0, 0}, hours(0)) == at("2023-03-01T10:00:00Z"));
  CHECK(before(at("2026-01-15T10:00:00Z"), {0, 2, 0, 0}, hours(0)) == at("2025-11-15T10:00:00Z"));
  CHECK(before(at("2026-01-02T10:00:00Z"), {0, 0, 3, 11}, hours(0)) == at("2025-12-29T23:00:00Z"));
  // 00:30 on 1 March in Paris is 28 February in UTC.
  CHECK(before(at("2026-02-28T23:30:00Z"), {0, 1, 0, 0}, hours(1)) == at("2026-01-31T23:30:00Z"));
  CHECK(before(at("2026-01-01T00:00:00Z"), {100'000, 100'000, 0, 0}, hours(0)) < at("1970-01-01T00:00:00Z"));
}

TEST_CASE("a week has the number of its Thursday's year") {
  CHECK(calendar_units(at("2021-01-03T12:00:00Z"), hours(0)).week == 202053);
  CHECK(calendar_units(at("2021-01-04T12:00:00Z"), hours(0)).week == 202101);
  CHECK(calendar_units(at("2024-12-30T12:00:00Z"), hours(0)).week == 202501);
  CHECK(calendar_units(at("2026-11-24T12:00:00Z"), hours(0)).week == 202648);
}

TEST_CASE("hours and days are those of the wall") {
  const CalendarUnits units = calendar_units(at("2025-12-31T23:30:00Z"), hours(1));
  CHECK(units.year == 2026);
  CHECK(units.month == 202601);
  CHECK(units.day == 20260101);
  CHECK(units.hour == 2026010100);
  CHECK(calendar_units(Instant(std::chrono::milliseconds(-1)), hours(0)).hour == 1969123123);
}

}  // namespace
}  // namespace digue::backup
