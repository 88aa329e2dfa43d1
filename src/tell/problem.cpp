#include "tell/problem.h"

#include <array>

namespace digue::tell {

namespace {

constexpr std::array all_troubles = {Trouble::copy_late,      Trouble::copy_failed, Trouble::disk_left,
                                     Trouble::drill_failed,   Trouble::clock_wrong, Trouble::plans_broken,
                                     Trouble::journal_broken, Trouble::mail_stuck};

}  // namespace

std::string_view name_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::copy_late: return "copy_late";
    case Trouble::copy_failed: return "copy_failed";
    case Trouble::disk_left: return "disk_left";
    case Trouble::drill_failed: return "drill_failed";
    case Trouble::clock_wrong: return "clock_wrong";
    case Trouble::plans_broken: return "plans_broken";
    case Trouble::journal_broken: return "journal_broken";
    case Trouble::mail_stuck: return "mail_stuck";
  }
  return "copy_late";
}

std::optional<Trouble> trouble_from(std::string_view name) {
  for (const Trouble trouble : all_troubles) {
    if (name_of(trouble) == name) return trouble;
  }
  return std::nullopt;
}

Rank rank_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::disk_left: return Rank::reminder;
    case Trouble::drill_failed:
    case Trouble::journal_broken: return Rank::alarm;
    case Trouble::copy_late:
    case Trouble::copy_failed:
    case Trouble::clock_wrong:
    case Trouble::plans_broken:
    case Trouble::mail_stuck: break;
  }
  return Rank::attention;
}

}  // namespace digue::tell
