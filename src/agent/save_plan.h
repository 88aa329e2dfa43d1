#pragma once

#include "agent/database_copies.h"
#include "agent/place_opener.h"
#include "agent/saving.h"
#include "plan/plans.h"

namespace digue::agent {

enum class RunStage {
  saving,
  forgetting,  ///< the old copies that the plan does not keep, and then their room
  trying       ///< a drill: something is restored and compared
};
/// As in the answers of the program and in the keys of content/texts.
std::string_view name_of(RunStage stage);

/// What came of forgetting the old copies.
struct Retention {
  std::uint64_t forgotten = 0;
  std::uint64_t bytes_freed = 0;
  std::optional<ErrorCode> refused;  ///< why nothing, or not all, was done: the copy itself is there
};

/// Is told how a run goes on. But for may_go_on(), its functions are called one at a time, from any thread; all must
/// be quick.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  virtual void begins(RunStage stage) = 0;
  virtual void expects(std::uint64_t bytes) = 0;  ///< as many as the copy before had
  virtual void bytes_done(std::uint64_t bytes) = 0;
  /// An entry, or a whole folder of the plan, that is not in the copy. The path may name a person.
  virtual void failed(const std::string& path, const Error& error) = 0;
  virtual void quarantined(const std::vector<repository::Quarantined>& files) = 0;
  /// Asked now and then, from any thread and at the same time; an error ends the run.
  virtual Result<void> may_go_on() = 0;

  // Of a copy alone, not of a drill.

  /// A database of the plan that is not in the copy.
  virtual void database_missing(const plan::Database&, const Error&) {}
  virtual void forgot(const Retention&) {}
};

/// One copy of what a plan says, to one place.
struct PlannedRun {
  const plan::Plan& plan;
  const plan::Place& place;
  const DatabaseAccess* databases = nullptr;  ///< without it the plan's databases count as missing
  std::string state;                          ///< left out, wherever it lies
  std::string program;                        ///< name and version, for the snapshot
};

struct RunOutcome {
  SavedBackup backup;
  std::uint64_t missing = 0;  ///< folders that were not there or in which there was nothing, and lost databases
  Retention retention;
  bool is_partial() const { return backup.unsaved > 0; }
};

/// Saves the folders and the databases of the plan as one snapshot, whose tag is the plan's id, into the repository of
/// the place, and forgets what the plan does not keep of its own copies. The journal says what came of it:
/// `backup_saved`, and `forgetting_refused` where old copies had to stay; or `run_failed` with the error's code, but
/// nothing if a person stopped it. The place is not released: others may have work there.
///
/// A folder that is not there, is a link, or has nothing in it (as a share that is not mounted looks) is named to the
/// observer and counts as unsaved: the copy is made of the others, and is not whole. So it is with a database whose
/// server is down, does not let us in, does not know it, or stops in the middle: nothing of it is in the copy.
/// `not_found` if no folder and no database is there.
/// Forgetting never fails a run: no copy goes while a folder or a database is missing, the journal is doubted, the
/// clock is wrong, something in the repository is quarantined, or somebody else works there.
Result<RunOutcome> save_plan(const PlannedRun& run, PlaceOpener& opener, const SavingTools& tools,
                             RunObserver& observer);

}  // namespace digue::agent
