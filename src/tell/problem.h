#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace digue::tell {

/// What a person should hear of. Which plan or place it is about is not among the words: what is told leaves this
/// program, and the names that people give are theirs.
enum class Trouble {
  copy_late,       ///< a copy that was planned on a day of care was not made
  copy_failed,     ///< it was tried, and will not heal by itself or has failed again
  disk_left,       ///< a disk stays plugged in although its copy is made
  drill_failed,    ///< what was saved did not come back as it was
  clock_wrong,     ///< this computer's clock cannot be believed, so nobody knows what is late
  plans_broken,    ///< plans.toml has a fault, or cannot be read
  journal_broken,  ///< what was done cannot be read or written down
  mail_stuck       ///< no mail goes out any more
};
/// As in told.json, in the API and in the keys of content/texts.
std::string_view name_of(Trouble trouble);
std::optional<Trouble> trouble_from(std::string_view name);

/// How much may be asked of people for it: each notice costs attention, and there is little of it (Vance et al., "The
/// Fog of Warnings", SOUPS 2019).
enum class Rank {
  reminder,   ///< something to do now at this computer: on the screen, in the weekly mail
  attention,  ///< in a pause of care; by mail
  alarm       ///< at once and every day, by mail too
};
Rank rank_of(Trouble trouble);

struct Problem {
  Trouble trouble = Trouble::copy_late;
  std::string about;  ///< an id of plans.toml ("plan-1"), or empty; never told to anybody

  auto operator<=>(const Problem&) const = default;
};

/// What was seen at one look.
struct Sight {
  std::set<Problem> problems;
  std::set<Trouble> unknown;  ///< could not be looked at: what was wrong with these is taken to be so still
};

}  // namespace digue::tell
