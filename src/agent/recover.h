#pragma once

#include "agent/jobs.h"
#include "agent/place_opener.h"
#include "backup/restore.h"
#include "machine/clock.h"
#include "machine/person.h"

namespace digue::agent {

/// Somebody wants files of a plan back.
struct Recovery {
  plan::Plan plan;
  plan::Place place;
  std::string snapshot = "latest";  ///< or the first digits of an id
  std::vector<std::string> paths;   ///< as they were saved: absolute
  std::string target;               ///< a folder of that person, new or empty; absolute
  std::uint32_t user_id = 0;
};

struct RecoveryTools {
  const machine::Clock& clock;
  machine::PersonTargets& targets;
  PlaceOpener& places;
  std::string state;
};

/// Whether that person could have read the entry when it was saved, by its owner, group and mode. Where it had an
/// access control list, only its owner's bits count: the list may have said no to this very person. A number that
/// belonged to another account then, by its name, is a stranger's. Root may read everything.
///
/// `is_on_the_way`: a folder of which only the way through is needed, not the list of what is in it.
bool could_read(const machine::Person& person, const repository::Node& node, bool is_on_the_way);

/// Gives a person what was theirs to read, with their rights alone, into a folder of theirs; below it the files have
/// the paths that they were saved with. What they could not read is left out as if it were not there.
///
/// Errors: `not_found` (no such snapshot of this plan, or nothing at these paths for this person), as PlaceOpener::open
/// and PersonTargets::open, `cancelled`, `full`, `unavailable`. What could not be restored is told as a failure.
Result<backup::RestoreOutcome> recover(const Recovery& recovery, const RecoveryTools& tools, JobControl& control);

/// An absolute path that names one entry in one way, and no line end or other control character in it.
bool is_recoverable_path(std::string_view path);

}  // namespace digue::agent
