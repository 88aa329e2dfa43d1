#include "backup/calendar_span.h"

#include <algorithm>

#include "base/text.h"

namespace digue::backup {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int max_number = 100'000;
/// Before anything was ever saved, and well within what std::chrono::year can hold.
constexpr int max_months = 12 * 20'000;

int* part_of(CalendarSpan& span, char unit) {
  switch (unit) {
    case 'y': return &span.years;
    case 'm': return &span.months;
    case 'd': return &span.days;
    case 'h': return &span.hours;
    default: return nullptr;
  }
}

/// ISO 8601: a week belongs to the year that has its Thursday.
std::int64_t iso_week(sys_days day) {
  const std::chrono::weekday weekday(day);
  const sys_days thursday = day + days(4 - static_cast<int>(weekday.iso_encoding()));
  const std::chrono::year year = year_month_day(thursday).year();
  const auto week = (thursday - sys_days(year / std::chrono::January / 1)).count() / 7 + 1;
  return std::int64_t{int{year}} * 100 + week;
}

}  // namespace

Result<CalendarSpan> parse_calendar_span(std::string_view text) {
  CalendarSpan span;
  text = trim(text);
  while (!text.empty()) {
    int number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && is_digit(text[digits]) && number <= max_number; ++digits) {
      number = 10 * number + (text[digits] - '0');
    }
    int* part = digits < text.size() ? part_of(span, text[digits]) : nullptr;
    if (digits == 0 || number > max_number || part == nullptr) {
      return failure(ErrorCode::invalid_input, "no duration as in 1y2m3d4h");
    }
    *part = number;
    text.remove_prefix(digits + 1);
  }
  return span;
}

std::string to_string(const CalendarSpan& span) {
  std::string text;
  const auto add = [&](int number, char unit) {
    if (number != 0) text += std::to_string(number) + unit;
  };
  add(span.years, 'y');
  add(span.months, 'm');
  add(span.days, 'd');
  add(span.hours, 'h');
  return text;
}

Instant before(Instant instant, const CalendarSpan& span, std::chrono::seconds ahead_of_utc) {
  const Instant wall = instant + ahead_of_utc;
  const sys_days day = floor<days>(wall);
  const year_month_day date(day);
  // Arithmetic on the month alone is always valid; the days then run over.
  const int months = std::min(12 * span.years + span.months, max_months);
  const auto month = date.year() / date.month() - std::chrono::months(months);
  const sys_days moved = sys_days(month / 1) + days(static_cast<int>(unsigned{date.day()}) - 1 - span.days);
  return moved + (wall - day) - ahead_of_utc - std::chrono::hours(span.hours);
}

CalendarUnits calendar_units(Instant instant, std::chrono::seconds ahead_of_utc) {
  const Instant wall = instant + ahead_of_utc;
  const sys_days day = floor<days>(wall);
  const year_month_day date(day);
  CalendarUnits units;
  units.year = int{date.year()};
  units.month = units.year * 100 + unsigned{date.month()};
  units.day = units.month * 100 + unsigned{date.day()};
  units.hour = units.day * 100 + floor<std::chrono::hours>(wall - day).count();
  units.week = iso_week(day);
  return units;
}

}  // namespace digue::backup
