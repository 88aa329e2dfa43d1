#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace digue::plan {

/// A time of the day on the wall, since midnight: whole minutes below 24 h.
using TimeOfDay = std::chrono::minutes;

/// "HH:MM". `invalid_input` for anything else.
Result<TimeOfDay> parse_time_of_day(std::string_view text);
std::string to_string(TimeOfDay time);

/// The days of the week from Monday, as plans.toml names them.
inline constexpr std::array<std::string_view, 7> day_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// From `from` up to `to`, of the same day.
struct OpeningSpan {
  TimeOfDay from{0};
  TimeOfDay to{0};

  bool operator==(const OpeningSpan&) const = default;
};

/// Days on which the practice is closed, whatever the day of the week; both ends belong to it.
struct Closure {
  Day first;
  Day last;

  bool operator==(const Closure&) const = default;
};

/// When somebody is at the practice, on the clock on its wall.
struct OpeningHours {
  /// From Monday to Sunday. Each day's are in order and do not overlap.
  std::array<std::vector<OpeningSpan>, 7> week;
  std::vector<Closure> closures;

  bool is_open_on(Day day) const;

  bool operator==(const OpeningHours&) const = default;
};

/// How far the time on the wall is ahead of UTC at an instant: machine::Clock's answer.
using AheadOfUtc = std::function<std::chrono::seconds(Instant)>;

/// The day on the wall at that instant.
Day day_on_the_wall(Instant instant, const AheadOfUtc& ahead_of_utc);

/// When the wall shows that time of that day. A time that the change to summer leaves out is the one an hour later; of
/// one that comes twice, the first.
Instant on_the_wall(Day day, TimeOfDay time, const AheadOfUtc& ahead_of_utc);

/// How long the practice was open between two instants. At most a year is looked at.
std::chrono::milliseconds open_time_between(const OpeningHours& hours, Instant from, Instant to,
                                            const AheadOfUtc& ahead_of_utc);

}  // namespace digue::plan
