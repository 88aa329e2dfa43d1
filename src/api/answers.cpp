#include "api/answers.h"

namespace digue::api {

namespace {

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

json::Value or_null(const std::optional<Instant>& instant) {
  return instant ? json::Value(to_rfc3339(*instant)) : json::Value();
}

json::Value fault_answer(const std::optional<plan::PlanFault>& fault, Role role) {
  if (!fault) return {};
  json::Value answer = json::Object{{"line", fault->line}, {"kind", fault->kind}};
  // What stands in the file may be a path.
  if (role >= Role::user) answer.set("word", fault->word);
  return answer;
}

json::Value place_answer(const plan::Plan& plan, const plan::Place& place, const agent::PlanState& state) {
  static const agent::PlaceRecord nothing;
  const auto found = state.record.places.find(place.id);
  const agent::PlaceRecord& record = found == state.record.places.end() ? nothing : found->second;
  const auto proof = state.proofs.find(place.id);
  return json::Object{{"id", place.id},
                      {"name", place.name},
                      {"kind", plan::name_of(place.kind)},
                      {"here", state.places_here.contains(place.id)},
                      {"saved", or_null(record.saved)},
                      {"complete", or_null(record.complete)},
                      {"failed", or_null(record.failed)},
                      {"failure", record.failed ? json::Value(record.failure) : json::Value()},
                      {"failures", record.failures},
                      {"forgetting_refused",
                       record.forgetting_refused.empty() ? json::Value() : json::Value(record.forgetting_refused)},
                      {"drill", proof == state.proofs.end() ? json::Value() : agent::to_json(proof->second, plan)}};
}

json::Value plan_answer(const plan::Plan& plan, const agent::ServiceStatus& status, Role role) {
  static const agent::PlanState unknown;
  const auto found = status.plans.find(plan.id);
  const agent::PlanState& state = found == status.plans.end() ? unknown : found->second;
  json::Array times;
  for (const plan::TimeOfDay time : plan.times) times.emplace_back(plan::to_string(time));
  json::Array places;
  for (const std::string& id : plan.places) {
    if (const plan::Place* place = status.file.plans.find_place(id))
      places.push_back(place_answer(plan, *place, state));
  }
  json::Value answer =
      json::Object{{"id", plan.id},
                   {"name", plan.name},
                   {"at", std::move(times)},
                   {"timeliness", state.timing ? json::Value(plan::name_of(state.timing->timeliness)) : json::Value()},
                   {"next", state.timing ? json::Value(to_rfc3339(state.timing->next)) : json::Value()},
                   {"complete", or_null(state.record.complete())},
                   {"places", std::move(places)}};
  if (role < Role::user) return answer;
  json::Array folders;
  for (const std::string& folder : plan.folders) folders.emplace_back(folder);
  json::Array excludes;
  for (const std::string& pattern : plan.excludes) excludes.emplace_back(pattern);
  json::Array databases;
  for (const plan::Database& database : plan.databases) {
    databases.push_back(
        json::Object{{"id", database.id}, {"engine", plan::name_of(database.engine)}, {"name", database.name}});
  }
  answer.set("databases", std::move(databases));
  answer.set("folders", std::move(folders));
  answer.set("excludes", std::move(excludes));
  return answer;
}

}  // namespace

json::Value job_answer(const agent::Job& job, const agent::ServiceStatus& status, Role role) {
  const agent::JobProgress& progress = job.progress;
  json::Array missing;
  for (const std::string& id : progress.missing_databases) missing.emplace_back(id);
  const auto refused = progress.forgetting_refused;
  json::Value answer = json::Object{
      {"id", signed_count(job.id)},
      {"kind", job.request.kind},
      {"plan", job.request.plan},
      {"place", job.request.place},
      {"state", agent::name_of(job.state)},
      {"cancelled", job.is_cancelled},
      {"asked", to_rfc3339(job.asked_at)},
      {"started", or_null(job.started_at)},
      {"ended", or_null(job.ended_at)},
      {"stage", progress.stage},
      {"bytes_done", signed_count(progress.bytes_done)},
      {"bytes_total", progress.bytes_total == 0 ? json::Value() : json::Value(signed_count(progress.bytes_total))},
      {"bytes_per_second", signed_count(progress.bytes_per_second)},
      {"seconds_left", progress.time_left ? json::Value(std::int64_t{progress.time_left->count()}) : json::Value()},
      {"failures", signed_count(progress.failures)},
      {"missing_databases", std::move(missing)},
      {"forgotten", signed_count(progress.forgotten)},
      {"forgetting_refused", refused ? json::Value(digue::name_of(*refused)) : json::Value()},
      {"outcome", job.state == agent::JobState::ended ? json::Value(job.outcome) : json::Value()}};
  if (job.request.kind == "drill") answer.set("all", job.request.is_all);
  if (role < Role::user) return answer;
  const plan::Plan* plan = status.file.plans.find_plan(job.request.plan);
  const plan::Place* place = status.file.plans.find_place(job.request.place);
  answer.set("plan_name", plan == nullptr ? json::Value() : json::Value(plan->name));
  answer.set("place_name", place == nullptr ? json::Value() : json::Value(place->name));
  return answer;
}

json::Value jobs_answer(const std::vector<agent::Job>& jobs, const agent::ServiceStatus& status, Role role) {
  json::Array answers;
  for (const agent::Job& job : jobs) answers.push_back(job_answer(job, status, role));
  return json::Object{{"jobs", std::move(answers)}};
}

json::Value status_answer(const agent::ServiceStatus& status, const std::vector<agent::Job>& jobs, Role role) {
  json::Value running;
  for (const agent::Job& job : jobs) {
    if (job.state == agent::JobState::running) running = job_answer(job, status, role);
  }
  return json::Object{
      {"version", 1},
      {"role", name_of(role)},
      {"looked", to_rfc3339(status.looked_at)},
      {"plans", signed_count(status.file.plans.plans.size())},
      {"plan_fault", fault_answer(status.file.fault, role)},
      {"journal", status.journal_error ? json::Value(digue::name_of(*status.journal_error)) : json::Value()},
      {"running", std::move(running)}};
}

json::Value notice_answer(const agent::ShownNotice& shown) {
  if (!shown.notice) return json::Object{{"series", shown.series}, {"notice", json::Value()}};
  json::Array troubles;
  for (const tell::Trouble trouble : shown.notice->troubles) troubles.emplace_back(tell::name_of(trouble));
  return json::Object{{"series", shown.series},
                      {"notice", json::Object{{"id", signed_count(shown.notice->id)},
                                              {"at", to_rfc3339(shown.notice->at)},
                                              {"troubles", std::move(troubles)}}}};
}

json::Value plans_answer(const agent::ServiceStatus& status, Role role) {
  json::Array plans;
  for (const plan::Plan& plan : status.file.plans.plans) plans.push_back(plan_answer(plan, status, role));
  return json::Object{{"plans", std::move(plans)}};
}

}  // namespace digue::api
