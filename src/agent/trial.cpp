#include "agent/trial.h"

#include <algorithm>
#include <array>

namespace digue::agent {

namespace {

constexpr std::array outcome_names = {
    std::pair{DatabaseOutcome::proven, std::string_view("proven")},
    std::pair{DatabaseOutcome::empty, std::string_view("empty")},
    std::pair{DatabaseOutcome::unasked, std::string_view("unasked")},
    std::pair{DatabaseOutcome::unanswered, std::string_view("unanswered")},
    std::pair{DatabaseOutcome::missing, std::string_view("missing")},
    std::pair{DatabaseOutcome::damaged, std::string_view("damaged")},
    std::pair{DatabaseOutcome::untried, std::string_view("untried")},
};

}  // namespace

std::string_view name_of(DatabaseOutcome outcome) {
  return std::ranges::find(outcome_names, outcome, &std::pair<DatabaseOutcome, std::string_view>::first)->second;
}

std::optional<DatabaseOutcome> database_outcome(std::string_view name) {
  const auto* found = std::ranges::find(outcome_names, name, &std::pair<DatabaseOutcome, std::string_view>::second);
  return found == outcome_names.end() ? std::nullopt : std::optional(found->first);
}

bool is_failure(DatabaseOutcome outcome) {
  return outcome == DatabaseOutcome::missing || outcome == DatabaseOutcome::damaged;
}

std::string_view name_of_scope(const Trial& trial) {
  switch (trial.scope) {
    case Scope::sample: return "sample";
    case Scope::slice: return trial.slice.is_all() ? "all" : "slice";
    case Scope::databases: return "databases";
  }
  return "sample";
}

std::optional<std::string> reason_of_failure(const Trial& trial) {
  const auto is_bad = [](const TriedDatabase& tried) { return is_failure(tried.outcome); };
  if (trial.restore.unrestored > 0) return "unrestored";
  if (!trial.restore.comparison.is_same()) return "different";
  if (std::ranges::any_of(trial.databases, is_bad)) return "databases";
  if (trial.sqlite_damaged > 0) return "unusable";
  const bool must_hold_files =
      trial.scope == Scope::sample || (trial.scope == Scope::slice && trial.snapshot_files == 0);
  if (must_hold_files && trial.restore.comparison.files == 0) return "empty";
  return std::nullopt;
}

}  // namespace digue::agent
