#pragma once

#include <map>
#include <optional>
#include <string>

#include "agent/plan_file.h"
#include "journal/journal.h"
#include "plan/schedule.h"
#include "posture/facts.h"

namespace digue::agent {

/// What the journal proves of the copies of one plan in one place. The times are those at which the runs began.
struct PlaceRecord {
  std::optional<Instant> complete;  ///< the newest that left nothing out
  std::optional<Instant> saved;     ///< the newest, whole or not
  std::optional<Instant> failed;    ///< the newest run that made no copy, if none was made since; when it ended
  std::string failure;              ///< its code
  int failures = 0;                 ///< how many failed since the newest copy
  std::string forgetting_refused;   ///< the code why old copies stayed after the newest one; empty if none had to
};

struct PlanRecord {
  std::optional<Instant> since;  ///< when the plan was made; nothing: the journal does not know the plan
  std::map<std::string, PlaceRecord, std::less<>> places;

  std::optional<Instant> complete() const;
  std::optional<Instant> saved() const;
};

struct PlanRecords {
  std::map<std::string, PlanRecord, std::less<>> plans;
  std::optional<Instant> newest;  ///< of all entries: a clock that shows less was set back

  const PlanRecord& of(std::string_view plan) const;
  const PlaceRecord& of(std::string_view plan, std::string_view place) const;
};

/// Reads the journal back, as far as it is not doubted. Holds no more than `plans` has plans and places; entries from
/// before a plan was made are not its own.
Result<PlanRecords> plan_records(journal::Journal& journal, const plan::Plans& plans);

/// Writes down from when on plans count of which the journal does not know it. Nothing is written if there are none.
Result<void> note_new_plans(journal::Journal& journal, const plan::Plans& plans, const PlanRecords& records,
                            Instant now);

/// The wall of one computer.
struct Wall {
  Instant now;
  plan::AheadOfUtc ahead_of_utc;
};

/// How things stand with the plan, by the copies that left nothing out, in whichever place. Nothing while the journal
/// does not know the plan.
std::optional<plan::Timing> timing_of_plan(const plan::Plan& plan, const PlanRecords& records,
                                           const plan::OpeningHours& hours, const Wall& wall);

/// Whether the plan's copy in this place is due, by the copies that were made at all: one that left something out is
/// not made again before its next time.
std::optional<plan::Timing> timing_of_place(const plan::Plan& plan, std::string_view place, const PlanRecords& records,
                                            const plan::OpeningHours& hours, const Wall& wall);

/// After a failure, so long nothing is tried again: a quarter of an hour, and twice as long with each further one, up
/// to four hours. Zero when nothing failed.
std::chrono::minutes pause_after(int failures);

/// The table planned_backups. Incomplete while plans.toml has a fault: what it would say is not known.
Result<posture::Reading> planned_backup_facts(journal::Journal& journal, const PlanFile& file, const Wall& wall);

}  // namespace digue::agent
