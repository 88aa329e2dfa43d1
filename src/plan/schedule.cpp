#include "plan/schedule.h"

#include <algorithm>

namespace digue::plan {

using std::chrono::days;

namespace {

/// Clocks are corrected by a little all the time.
constexpr std::chrono::minutes clock_tolerance{10};
/// A computer that slept for years has no use for more.
constexpr days look_back{366};

/// The first planned time after `instant`.
Instant next_after(Instant instant, const Schedule& schedule, const AheadOfUtc& ahead_of_utc) {
  for (Day day = day_on_the_wall(instant, ahead_of_utc);; day += days(1)) {
    for (const TimeOfDay time : schedule.times) {
      const Instant planned = on_the_wall(day, time, ahead_of_utc);
      if (planned > instant) return planned;
    }
  }
}

/// The first planned time on an opening day after `instant` that lies more than the grace behind `now`.
bool was_missed_while_open(Instant instant, const Schedule& schedule, const OpeningHours& hours, Instant now,
                           const AheadOfUtc& ahead_of_utc) {
  while (true) {
    const Instant planned = next_after(instant, schedule, ahead_of_utc);
    if (planned + grace > now) return false;
    if (hours.is_open_on(day_on_the_wall(planned, ahead_of_utc))) return true;
    instant = planned;
  }
}

}  // namespace

std::string_view name_of(Timeliness timeliness) {
  switch (timeliness) {
    case Timeliness::up_to_date: return "up_to_date";
    case Timeliness::due: return "due";
    case Timeliness::missed: return "missed";
    case Timeliness::late: return "late";
    case Timeliness::clock_wrong: return "clock_wrong";
  }
  return "due";
}

Timing timing_of(const Schedule& schedule, const OpeningHours& hours, Instant now, const AheadOfUtc& ahead_of_utc) {
  Timing timing;
  timing.next = next_after(now, schedule, ahead_of_utc);
  const Instant known = schedule.done.value_or(schedule.since);
  if (known > now + clock_tolerance) {
    timing.timeliness = Timeliness::clock_wrong;
    timing.should_run = true;  // a copy too many does no harm
    return timing;
  }
  const Instant from = std::max(known, now - look_back);
  const Instant planned = next_after(from, schedule, ahead_of_utc);
  const bool has_been_too_long = now - known > hard_limit;
  if (planned > now && !has_been_too_long) {
    timing.timeliness = Timeliness::up_to_date;
    return timing;
  }
  timing.should_run = true;
  timing.waiting = std::min(planned, now);
  if (has_been_too_long || was_missed_while_open(from, schedule, hours, now, ahead_of_utc)) {
    timing.timeliness = Timeliness::late;
  } else {
    timing.timeliness = planned + grace > now ? Timeliness::due : Timeliness::missed;
  }
  return timing;
}

}  // namespace digue::plan
