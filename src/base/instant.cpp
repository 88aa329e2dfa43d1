#include "base/instant.h"

#include <fmt/core.h>

#include "base/text.h"

namespace digue {

namespace {

std::unexpected<Error> not_a_date(std::string_view text) {
  return failure(ErrorCode::invalid_input, fmt::format("not a date: {}", text));
}

/// The number written as `width` digits at `position` of `text`.
Result<int> digits_at(std::string_view text, std::size_t position, std::size_t width) {
  if (position + width > text.size()) return not_a_date(text);
  int value = 0;
  for (const char c : text.substr(position, width)) {
    if (!is_digit(c)) return not_a_date(text);
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string to_iso(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string to_rfc3339(Instant instant) {
  const Day day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time(instant - day);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_iso(day), time.hours().count(), time.minutes().count(),
                     time.seconds().count(), time.subseconds().count());
}

Result<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return not_a_date(text);
  const int year = TRY(digits_at(text, 0, 4));
  const int month = TRY(digits_at(text, 5, 2));
  const int day = TRY(digits_at(text, 8, 2));
  const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || year < 1970) return not_a_date(text);
  return Day(date);
}

Result<Instant> parse_rfc3339(std::string_view text) {
  const bool with_fraction = text.size() == 24 && text[19] == '.';
  if ((text.size() != 20 && !with_fraction) || text.back() != 'Z') return not_a_date(text);
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':') return not_a_date(text);
  const Day day = TRY(parse_day(text.substr(0, 10)));
  const int hours = TRY(digits_at(text, 11, 2));
  const int minutes = TRY(digits_at(text, 14, 2));
  const int seconds = TRY(digits_at(text, 17, 2));
  const int fraction = with_fraction ? TRY(digits_at(text, 20, 3)) : 0;
  if (hours > 23 || minutes > 59 || seconds > 59) return not_a_date(text);
  return Instant(day) + std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) +
         std::chrono::milliseconds(fraction);
}

}  // namespace digue
