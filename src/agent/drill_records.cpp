#include "agent/drill_records.h"

#include <algorithm>

#include "agent/records.h"

namespace digue::agent {

namespace {

// The kinds of entries; they are stored, so they never change.
constexpr std::string_view restore_proven = "restore_proven";
constexpr std::string_view restore_failed = "restore_failed";
constexpr std::string_view drill_not_done = "drill_not_done";

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

json::Value databases_of(const Trial& trial) {
  json::Array values;
  for (const TriedDatabase& tried : trial.databases) {
    json::Value value = json::Object{{"id", tried.id}, {"outcome", name_of(tried.outcome)}};
    if (tried.why) value.set("code", digue::name_of(*tried.why));
    json::Value answers = json::Object();
    for (const auto& [subject, number] : tried.answers) answers.set(std::string(plan::name_of(subject)), number);
    value.set("answers", std::move(answers));
    values.push_back(std::move(value));
  }
  return values;
}

void add_failure(json::Value& body, const Trial& trial) {
  json::Value differences = json::Object();
  for (const auto& [kind, count] : trial.restore.comparison.differences) {
    differences.set(std::string(backup::name_of(kind)), signed_count(count));
  }
  body.set("unrestored", signed_count(trial.restore.unrestored));
  body.set("differences", std::move(differences));
}

json::Object body_of_failure(const std::string& plan, const std::string& place, ErrorCode reason) {
  return {{"demonstration", false}, {"plan", plan}, {"place", place}, {"reason", digue::name_of(reason)}};
}

}  // namespace

bool is_fault_of_copy(ErrorCode code) {
  return code == ErrorCode::wrong_key || code == ErrorCode::damaged || code == ErrorCode::unsupported;
}

journal::Act act_of_trial(const Trial& trial, Instant at) {
  json::Value body = json::Object{{"demonstration", false},
                                  {"snapshot", trial.snapshot.hex()},
                                  {"plan", trial.plan},
                                  {"place", trial.place},
                                  {"scope", name_of_scope(trial)}};
  const auto reason = reason_of_failure(trial);
  const backup::Comparison& comparison = trial.restore.comparison;
  if (reason) body.set("reason", *reason);
  if (trial.scope == Scope::slice) {
    body.set("slice", std::int64_t{trial.slice.number});
    body.set("slices", std::int64_t{trial.slice.of});
  }
  body.set("made", to_rfc3339(trial.made_at));
  body.set("files", signed_count(comparison.files));
  body.set("folders", signed_count(comparison.folders));
  body.set("others", signed_count(comparison.others));
  body.set("bytes", signed_count(comparison.bytes));
  body.set("snapshot_files", signed_count(trial.snapshot_files));
  body.set("snapshot_bytes", signed_count(trial.snapshot_bytes));
  if (reason) add_failure(body, trial);
  if (trial.scope == Scope::databases) {
    body.set("databases", databases_of(trial));
  } else {
    body.set("sqlite", signed_count(trial.sqlite_files));
    body.set("sqlite_damaged", signed_count(trial.sqlite_damaged));
    body.set("documents", signed_count(trial.documents));
    body.set("documents_damaged", signed_count(trial.documents_damaged));
  }
  body.set("restore_milliseconds", std::int64_t{trial.restore.restoring_took.count()});
  body.set("compare_milliseconds", std::int64_t{trial.restore.comparing_took.count()});
  return {at, std::string(reason ? restore_failed : restore_proven), *body.as_object()};
}

journal::Act act_of_unopened_copy(const std::string& plan, const std::string& place, ErrorCode reason, Instant at) {
  return {at, std::string(restore_failed), body_of_failure(plan, place, reason)};
}

journal::Act act_of_undone_drill(const std::string& plan, const std::string& place, ErrorCode reason, Instant at) {
  return {at, std::string(drill_not_done), {{"plan", plan}, {"place", place}, {"code", digue::name_of(reason)}}};
}

std::optional<Noted> PlaceProof::proven(const plan::Plan& plan) const {
  std::optional<Noted> oldest;
  if (!plan.folders.empty()) {
    oldest = files.whole();
    if (!oldest || files_proven == 0) return std::nullopt;
  }
  for (const plan::Database& database : plan.databases) {
    const auto found = databases.find(database.id);
    if (found == databases.end() || found->second.outcome != DatabaseOutcome::proven) return std::nullopt;
    if (!oldest || found->second.tried.number < oldest->number) oldest = found->second.tried;
  }
  return oldest;
}

bool PlaceProof::has_failed(const plan::Plan& plan) const {
  if (!failed) return false;
  const auto all = proven(plan);
  return !all || all->number < failed->number;
}

json::Value to_json(const PlaceProof& proof, const plan::Plan& plan) {
  const auto at = [](const std::optional<Noted>& noted) {
    return noted ? json::Value(to_rfc3339(noted->at)) : json::Value();
  };
  const bool has_failed = proof.has_failed(plan);
  return json::Object{{"proven", has_failed ? json::Value() : at(proof.proven(plan))},
                      {"sampled", at(proof.sampled)},
                      {"tried", at(proof.tried)},
                      {"slices", std::int64_t{proof.files.parts()}},
                      {"slices_proven", std::int64_t{proof.files.proven_parts()}},
                      {"failed", has_failed ? at(proof.failed) : json::Value()},
                      {"reason", has_failed ? json::Value(proof.failure) : json::Value()},
                      {"not_done", at(proof.not_done)},
                      {"why_not_done", proof.not_done ? json::Value(proof.why_not_done) : json::Value()}};
}

Result<posture::Reading> plan_drill_facts(journal::Journal& journal, const PlanFile& file) {
  posture::Reading reading{.table = "plan_drills"};
  if (file.fault) reading.incomplete = ErrorCode::invalid_input;
  const Proofs proofs = TRY(read_proofs(journal, file.plans));
  const auto day_of = [](const std::optional<Noted>& noted) -> posture::Fact {
    if (!noted) return std::monostate();
    return std::int64_t{std::chrono::floor<std::chrono::days>(noted->at).time_since_epoch().count()};
  };
  for (const plan::Plan& plan : file.plans.plans) {
    std::optional<Noted> proven;
    std::optional<Noted> tried;
    std::int64_t proven_places = 0;
    std::int64_t failed_places = 0;
    for (const std::string& place : plan.places) {
      const PlaceProof& proof = proofs.at({plan.id, place});
      if (proof.tried && (!tried || tried->number < proof.tried->number)) tried = proof.tried;
      if (proof.has_failed(plan)) {
        ++failed_places;
      } else if (const auto all = proof.proven(plan)) {
        ++proven_places;
        if (!proven || proven->number < all->number) proven = all;
      }
    }
    reading.rows.push_back({{"plan", plan.id},
                            {"places", std::int64_t{std::ssize(plan.places)}},
                            {"proven_places", proven_places},
                            {"failed_places", failed_places},
                            {"tried_day", day_of(tried)},
                            {"proven_day", day_of(proven)}});
  }
  return reading;
}

}  // namespace digue::agent
