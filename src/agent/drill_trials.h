#pragma once

#include "agent/drill.h"
#include "repository/lock_keeper.h"

/// The trials that a drill is made of, once the copy is open.
namespace digue::agent {

/// The name of what is restored, in the state folder.
inline constexpr const char* drill_copy = "drill-restored";

/// A copy that is open, and what is asked while it is tried. All must outlive the trials.
struct OpenCopy {
  const DrillOrder& order;
  const SavingTools& tools;
  const DrillMeans& means;
  RunObserver& observer;
  repository::Repository& repository;
  repository::BlobId tree;
  repository::LockKeeper& keeper;
  std::string state;  ///< absolute
  bool is_copy_left = false;

  Result<void> goes_on() {
    TRY(observer.may_go_on());
    return keeper.keep();
  }
  /// `full` unless so much, and a little more, fits on the disk of that folder.
  Result<void> has_room(std::uint64_t bytes, const std::string& folder) const;
};

/// Restores what is chosen, compares it with the snapshot, opens what can be opened, and removes it all. `opens` is
/// told where it lies before it goes, and then opens what is in it by itself.
Result<void> try_files(OpenCopy& copy, const Choice& choice, Trial& trial,
                       const std::function<void(const std::string& folder)>& opens = {});

/// Brings back these databases and asks the plan's questions. An error only when the place is gone or a person stopped
/// it: what is wrong with a database stands in the trial.
Result<void> try_databases(OpenCopy& copy, const std::vector<const plan::Database*>& databases, Trial& trial);

}  // namespace digue::agent
