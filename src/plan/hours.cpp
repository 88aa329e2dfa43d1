#include "plan/hours.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace digue::plan {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::vector<OpeningSpan>& spans_of(const OpeningHours& hours, Day day) {
  return hours.week[std::chrono::weekday(day).iso_encoding() - 1];
}

}  // namespace

Result<TimeOfDay> parse_time_of_day(std::string_view text) {
  const bool has_shape = text.size() == 5 && text[2] == ':' && is_digit(text[0]) && is_digit(text[1]) &&
                         is_digit(text[3]) && is_digit(text[4]);
  if (!has_shape) return failure(ErrorCode::invalid_input, "no time as in 07:30");
  const int hours = 10 * (text[0] - '0') + (text[1] - '0');
  const int minutes = 10 * (text[3] - '0') + (text[4] - '0');
  if (hours > 23 || minutes > 59) return failure(ErrorCode::invalid_input, "no time of a day");
  return TimeOfDay(60 * hours + minutes);
}

std::string to_string(TimeOfDay time) { return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60); }

bool OpeningHours::is_open_on(Day day) const {
  const bool is_closed = std::ranges::any_of(
      closures, [&](const Closure& closure) { return closure.first <= day && day <= closure.last; });
  return !is_closed && !spans_of(*this, day).empty();
}

Day day_on_the_wall(Instant instant, const AheadOfUtc& ahead_of_utc) {
  return std::chrono::floor<days>(instant + ahead_of_utc(instant));
}

Instant on_the_wall(Day day, TimeOfDay time, const AheadOfUtc& ahead_of_utc) {
  const Instant wall = Instant(day) + time;
  // Whichever of the offsets around it explains the wall; between two that do, the greater one comes first.
  const seconds before = ahead_of_utc(wall - days(1));
  const seconds after = ahead_of_utc(wall + days(1));
  for (const seconds ahead : {std::max(before, after), std::min(before, after)}) {
    if (ahead_of_utc(wall - ahead) == ahead) return wall - ahead;
  }
  return wall - before;
}

milliseconds open_time_between(const OpeningHours& hours, Instant from, Instant to, const AheadOfUtc& ahead_of_utc) {
  milliseconds open{0};
  from = std::max(from, to - days(366));
  if (from >= to) return open;
  const Day last = day_on_the_wall(to, ahead_of_utc);
  for (Day day = day_on_the_wall(from, ahead_of_utc); day <= last; day += days(1)) {
    if (!hours.is_open_on(day)) continue;
    for (const OpeningSpan& span : spans_of(hours, day)) {
      const Instant opens = on_the_wall(day, span.from, ahead_of_utc);
      const Instant closes = on_the_wall(day, span.to, ahead_of_utc);
      open += std::max(milliseconds(0), std::min(to, closes) - std::max(from, opens));
    }
  }
  return open;
}

}  // namespace digue::plan
