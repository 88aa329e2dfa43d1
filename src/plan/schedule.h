#pragma once

#include <optional>
#include <vector>

#include "plan/hours.h"

namespace digue::plan {

/// How things stand with something that is to be done at certain times.
enum class Timeliness {
  up_to_date,  ///< done since the last time it was planned
  due,         ///< its time has come, and not long ago
  missed,      ///< its time passed without it, and nobody need worry yet: the practice was closed
  late,        ///< missed on a day on which the practice was open, or not done for too long whatever the days
  clock_wrong  ///< it was done at a time that has not come yet: this computer's clock cannot be believed
};

/// As in the keys of content/texts and in the journal.
std::string_view name_of(Timeliness timeliness);

/// After its time, so much may pass before a run counts as missed: a computer wakes up, a longer one ends first.
inline constexpr std::chrono::hours grace{2};
/// So long without a run is too long, even while the practice is closed.
inline constexpr std::chrono::days hard_limit{8};

/// What is planned, and what came of it.
struct Schedule {
  std::vector<TimeOfDay> times;  ///< of every day; at least one, sorted
  Instant since;                 ///< nothing was planned before
  std::optional<Instant> done;   ///< when the last run that ended well began
};

struct Timing {
  Timeliness timeliness = Timeliness::due;
  bool should_run = false;         ///< now: its time has come, be it long ago
  std::optional<Instant> waiting;  ///< the first planned time that passed since it was done
  Instant next;                    ///< the first planned time to come
};

/// What is planned but was slept through is made up for at once, however long ago; the many times that passed meanwhile
/// count as one.
Timing timing_of(const Schedule& schedule, const OpeningHours& hours, Instant now, const AheadOfUtc& ahead_of_utc);

}  // namespace digue::plan
