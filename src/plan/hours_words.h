#pragma once

#include <expected>
#include <string>
#include <vector>

#include "plan/hours.h"

namespace digue::plan {

/// The week as a person writes it, in French or as plans.toml does: "lun-ven 9:00-12:30 14:00-19:00 sam 9h-12h".
/// Days: three letters or the whole word, "lun-ven", "lun,mer,ven"; times: "9:00", "9h", "9h30"; "fermé" for a day
/// without any. What stands behind the days is theirs; a day that is not named is closed.
/// The error is the word that cannot be meant.
std::expected<std::array<std::vector<OpeningSpan>, 7>, std::string> parse_week(const std::vector<std::string>& words);

/// "2026-12-24", "24/12/2026", or two of them: "2026-12-24/2027-01-02", "24/12/2026-02/01/2027".
Result<Closure> parse_closure(std::string_view text);

/// One time for each line that a person would write: days that are open alike and follow one another are together.
/// "lun-ven" is {0, 4}.
struct SameDays {
  std::size_t first = 0;  ///< from Monday
  std::size_t last = 0;
  std::vector<OpeningSpan> spans;
};
std::vector<SameDays> same_days(const std::array<std::vector<OpeningSpan>, 7>& week);

}  // namespace digue::plan
