#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "plan/plans.h"

namespace digue::agent {

/// What stands in plans.toml now.
struct PlanFile {
  plan::Plans plans;  ///< nothing planned if there is no file
  /// The file has a fault: `plans` are those that were last read whole.
  std::optional<plan::PlanFault> fault;
};

/// Reads plans.toml in the state folder. One without a fault is remembered as plans.good.toml if the state may be
/// written; where it may not, only who writes remembers. Errors: as PrivateFolder::find and read, but a state or a file
/// that is not there is an empty plan.
Result<PlanFile> load_plans(const std::string& state);

/// The same, for whoever can go on without: a file that cannot be read is one with a fault of the kind "unreadable",
/// and the plans are `before`.
PlanFile load_plans_or(const std::string& state, plan::Plans before = {});

/// Replaces plans.toml, at once and durably; the state folder is made if it is missing. `invalid_input` if the plans
/// could not be read back the same: nothing is written then.
Result<void> save_plans(const std::string& state, const plan::Plans& plans);

}  // namespace digue::agent
