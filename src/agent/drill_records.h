#pragma once

#include <map>
#include <optional>
#include <string>

#include "agent/plan_file.h"
#include "agent/trial.h"
#include "journal/journal.h"
#include "posture/facts.h"

/// What is written down of drills, and what the journal proves of the copies of a plan: docs/formats/journal.md.
namespace digue::agent {

/// `restore_proven` or `restore_failed`.
journal::Act act_of_trial(const Trial& trial, Instant at);
/// The copy could not be opened at all, and that is its own fault: `restore_failed`.
journal::Act act_of_unopened_copy(const std::string& plan, const std::string& place, ErrorCode reason, Instant at);
/// Nothing could be tried, which says nothing of the copy: `drill_not_done`.
journal::Act act_of_undone_drill(const std::string& plan, const std::string& place, ErrorCode reason, Instant at);
/// Whether such an error is the fault of the copy: then it is not to be counted on.
bool is_fault_of_copy(ErrorCode code);

/// What was last known of one database.
struct DatabaseProof {
  Noted tried;
  DatabaseOutcome outcome = DatabaseOutcome::untried;
  std::map<std::string, std::int64_t, std::less<>> answers;  ///< by subject
};

/// A trial as far as it is written down.
struct NotedTrial {
  Noted noted;
  std::string scope;
  Slice slice;
  Instant made_at;
  std::uint64_t files = 0;
  std::uint64_t folders = 0;
  std::uint64_t bytes = 0;
  std::uint64_t snapshot_files = 0;
  std::uint64_t snapshot_bytes = 0;
  std::uint64_t unrestored = 0;
  std::uint64_t different = 0;
  std::uint64_t documents_damaged = 0;
  std::chrono::milliseconds took{0};  ///< to restore
};

/// What the journal proves of the copies of one plan in one place.
struct PlaceProof {
  Coverage files;
  Coverage files_since_failure;    ///< the same, of what came after the newest trial that failed
  std::uint64_t files_proven = 0;  ///< in all trials of slices: none at all prove nothing
  std::map<std::string, DatabaseProof, std::less<>> databases;
  std::optional<Noted> sampled;      ///< the newest sample that came back
  std::optional<Noted> tried;        ///< the newest trial of anything, whatever came of it
  std::optional<Noted> slice_tried;  ///< the newest of a slice, whatever came of it
  std::optional<Noted> failed;       ///< the newest that failed
  std::string failure;               ///< its reason
  std::optional<Noted> not_done;     ///< the newest drill that tried nothing, if none tried anything since
  std::string why_not_done;          ///< the code
  std::optional<repository::SnapshotId> newest_copy;
  std::uint32_t slices = 0;        ///< in how many it was tried last; 0: never
  std::vector<NotedTrial> trials;  ///< the newest of each slice and of the sample, the newest first

  /// When everything of the plan was proven, each part at its newest: the oldest of these.
  std::optional<Noted> proven(const plan::Plan& plan) const;
  /// A trial failed, and not everything was proven since. A later sample changes nothing.
  bool has_failed(const plan::Plan& plan) const;
};

/// As the service and `plan --json` tell it: docs/formats/api.md.
json::Value to_json(const PlaceProof& proof, const plan::Plan& plan);

/// By plan and place.
using Proofs = std::map<std::pair<std::string, std::string>, PlaceProof>;

/// Reads the journal back, as far as it is not doubted, for the plans and places that there are; entries from before a
/// plan was made are not its own.
Result<Proofs> read_proofs(journal::Journal& journal, const plan::Plans& plans);

/// The table plan_drills. Incomplete while plans.toml has a fault.
Result<posture::Reading> plan_drill_facts(journal::Journal& journal, const PlanFile& file);

}  // namespace digue::agent
