#include <algorithm>
#include <set>

#include "agent/drill_records.h"
#include "agent/records.h"

namespace digue::agent {

namespace {

std::uint64_t count_in(const json::Value& body, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, body.integer(name).value_or(0)));
}

std::uint64_t differences_in(const json::Value& body) {
  std::uint64_t count = 0;
  for (const auto& [_, value] : body.object("differences").value_or(json::Object())) {
    if (const auto* number = value.as_integer(); number != nullptr && *number > 0) {
      count += static_cast<std::uint64_t>(*number);
    }
  }
  return count;
}

NotedTrial trial_in(const journal::Entry& entry) {
  const json::Value& body = entry.body;
  NotedTrial trial;
  trial.noted = {entry.number, entry.at};
  trial.scope = body.text("scope").value_or(std::string());
  trial.slice = {static_cast<std::uint32_t>(body.integer("slice").value_or(0)),
                 static_cast<std::uint32_t>(body.integer("slices").value_or(0))};
  const auto made_at = parse_rfc3339(body.text("made").value_or(std::string()));
  trial.made_at = made_at.value_or(entry.at);
  trial.files = count_in(body, "files");
  trial.folders = count_in(body, "folders");
  trial.bytes = count_in(body, "bytes");
  trial.snapshot_files = count_in(body, "snapshot_files");
  trial.snapshot_bytes = count_in(body, "snapshot_bytes");
  trial.unrestored = count_in(body, "unrestored");
  trial.different = differences_in(body);
  trial.documents_damaged = count_in(body, "documents_damaged");
  trial.took = std::chrono::milliseconds(count_in(body, "restore_milliseconds"));
  return trial;
}

/// Reads the journal from its end.
class ProofsReader {
 public:
  explicit ProofsReader(const plan::Plans& plans) {
    for (const plan::Plan& plan : plans.plans) {
      open_.insert(plan.id);
      for (const std::string& place : plan.places) proofs_[{plan.id, place}];
    }
  }

  /// Whether there is more to know.
  bool read(const journal::Entry& entry) {
    const std::string plan = entry.body.text("plan").value_or(std::string());
    if (!open_.contains(plan)) return !open_.empty();
    if (entry.kind == "plan_made") open_.erase(plan);
    const auto found = proofs_.find({plan, entry.body.text("place").value_or(std::string())});
    if (found == proofs_.end()) return !open_.empty();
    PlaceProof& proof = found->second;
    if (entry.kind == "backup_saved" && !proof.newest_copy) {
      const auto id = repository::SnapshotId::from_hex(entry.body.text("snapshot").value_or(std::string()));
      if (id) proof.newest_copy = *id;
    }
    if (entry.kind == "drill_not_done") {
      if (!proof.not_done && !proof.tried) {
        proof.not_done = Noted{entry.number, entry.at};
        proof.why_not_done = entry.body.text("code").value_or(std::string());
      }
    } else if (entry.kind == "restore_proven" || entry.kind == "restore_failed") {
      // Only what says that it was no demonstration was none.
      if (!entry.body.boolean("demonstration").value_or(true)) read_trial(entry, proof);
    }
    return !open_.empty();
  }

  Proofs take() { return std::move(proofs_); }

 private:
  static void read_trial(const journal::Entry& entry, PlaceProof& proof) {
    NotedTrial trial = trial_in(entry);
    const bool is_slice = trial.scope == "slice" || trial.scope == "all";
    const bool is_proven = entry.kind == "restore_proven";
    const auto keep_first = [&](std::optional<Noted>& kept) {
      if (!kept) kept = trial.noted;
    };
    keep_first(proof.tried);
    read_databases(entry, proof);
    if (is_slice && is_proven && !proof.failed) proof.files_since_failure.add(trial.slice, trial.noted);
    if (!is_proven) {
      if (!proof.failed) proof.failure = entry.body.text("reason").value_or(std::string());
      keep_first(proof.failed);
    }
    if (is_slice) {
      keep_first(proof.slice_tried);
      if (proof.slices == 0) proof.slices = trial.slice.of;
      if (is_proven) {
        proof.files.add(trial.slice, trial.noted);
        proof.files_proven += trial.files;
      }
    }
    if (trial.scope == "sample" && is_proven) keep_first(proof.sampled);
    const bool is_known = std::ranges::any_of(proof.trials, [&](const NotedTrial& other) {
      return other.scope == trial.scope && other.slice == trial.slice;
    });
    if (!is_known && proof.trials.size() < std::size_t{2} * max_slices) proof.trials.push_back(std::move(trial));
  }

  static void read_databases(const journal::Entry& entry, PlaceProof& proof) {
    for (const json::Value& value : entry.body.array("databases").value_or(json::Array())) {
      const auto id = value.text("id");
      const auto outcome = database_outcome(value.text("outcome").value_or(std::string()));
      if (!id || !outcome) continue;
      // What could not be tried later takes nothing from what was known.
      const auto known = proof.databases.find(*id);
      if (known != proof.databases.end() && known->second.outcome != DatabaseOutcome::untried) continue;
      DatabaseProof tried{.tried = {entry.number, entry.at}, .outcome = *outcome, .answers = {}};
      for (const auto& [subject, answer] : value.object("answers").value_or(json::Object())) {
        if (const auto* number = answer.as_integer()) tried.answers.emplace(subject, *number);
      }
      proof.databases.insert_or_assign(*id, std::move(tried));
    }
  }

  Proofs proofs_;
  std::set<std::string, std::less<>> open_;  ///< plans of which older entries still tell something
};

}  // namespace

Result<Proofs> read_proofs(journal::Journal& journal, const plan::Plans& plans) {
  ProofsReader reader(plans);
  TRY(visit_proven(journal, [&](const journal::Entry& entry) { return reader.read(entry); }));
  return reader.take();
}

}  // namespace digue::agent
