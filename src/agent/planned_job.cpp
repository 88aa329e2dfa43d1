#include "agent/planned_job.h"

#include <algorithm>

namespace digue::agent {

namespace {

bool is_not_proven(const Trial& trial) {
  return reason_of_failure(trial) || std::ranges::any_of(trial.databases, [](const TriedDatabase& tried) {
           return tried.outcome == DatabaseOutcome::empty || tried.outcome == DatabaseOutcome::unanswered;
         });
}

bool is_open(const Trial& trial) {
  return std::ranges::any_of(trial.databases,
                             [](const TriedDatabase& tried) { return tried.outcome != DatabaseOutcome::proven; });
}

/// What the run itself has named as missing need not be looked for: that says nothing of what came.
plan::Plan without(plan::Plan plan, const std::vector<std::string>& databases) {
  std::erase_if(plan.databases, [&](const plan::Database& database) {
    return std::ranges::find(databases, database.id) != databases.end();
  });
  return plan;
}

}  // namespace

std::string outcome_of(const Result<DrillOutcome>& drill) {
  // Which key it is, a person must know: it says more than that nothing is proven.
  if (!drill && drill.error().code == ErrorCode::wrong_key) return std::string(name_of(ErrorCode::wrong_key));
  if (!drill) return is_fault_of_copy(drill.error().code) ? "not_proven" : std::string(name_of(drill.error().code));
  if (std::ranges::any_of(drill->trials, is_not_proven)) return "not_proven";
  if (drill->trials.empty() && drill->left_out) return std::string(name_of(*drill->left_out));
  return drill->left_out || drill->is_copy_left || std::ranges::any_of(drill->trials, is_open) ? "partial" : "done";
}

std::string copy_and_try(const PlannedRun& run, PlaceOpener& opener, const SavingTools& tools, const DrillMeans* means,
                         RunObserver& observer) {
  const auto saved = save_plan(run, opener, tools, observer);
  if (!saved) return std::string(name_of(saved.error().code));
  std::string outcome = saved->is_partial() ? "partial" : "done";
  if (means == nullptr) return outcome;
  const plan::Plan saved_part = without(run.plan, saved->missing_databases);
  const DrillOrder order{.plan = saved_part, .place = run.place, .state = run.state};
  std::string proof = outcome_of(drill_plan(order, opener, tools, *means, observer));
  return proof == "not_proven" ? proof : outcome;
}

}  // namespace digue::agent
