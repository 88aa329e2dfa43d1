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

/// plans.toml as it is written, and what tells it from every other (SHA-256, in hexadecimal). Empty where there is
/// none.
struct PlanText {
  std::string text;
  std::string version;
};
Result<PlanText> load_plan_text(const std::string& state);

/// Why a text did not become plans.toml.
struct PlanTextRefusal {
  ErrorCode code = ErrorCode::invalid_input;  ///< `locked`: it is not of that version any more
  std::optional<plan::PlanFault> fault;
};
/// Puts a text in the place of the one of that version, at once and durably, if it has no fault.
std::expected<void, PlanTextRefusal> replace_plan_text(const std::string& state, std::string_view text,
                                                       std::string_view version);

}  // namespace digue::agent
