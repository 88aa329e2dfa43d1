#include "api/api.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "api/answers.h"
#include "api/problem.h"
#include "base/text.h"
#include "json/parse.h"
#include "json/write.h"

namespace digue::api {

using std::chrono::milliseconds;

namespace {

/// A request of ours has a few members; one of them may be a list of paths.
constexpr json::Limits request_limits{.bytes = 64 * 1024, .depth = 4, .values = 200};
/// Shows a reader, and whatever stands between, that the stream lives (ux: a line every 15 s).
constexpr milliseconds sign_of_life_every{15'000};
constexpr milliseconds events_at_most_every{250};

/// plans.toml has at most 1 MiB; the server takes no more either.
constexpr json::Limits plan_file_limits{.bytes = 2 * 1024 * 1024, .depth = 2, .values = 10};

net::ServedResponse json_answer(int status, const json::Value& value) {
  net::ServedResponse response;
  response.status = status;
  response.headers = {{"content-type", "application/json"}, {"cache-control", "no-store"}};
  response.body = json::to_line(value) + "\n";
  return response;
}

/// Of a member that may be missing, but is a text if it is there.
std::optional<std::string> text_or(const json::Value& body, std::string_view name, std::string_view otherwise) {
  const json::Value* value = body.find(name);
  if (value == nullptr) return std::string(otherwise);
  return value->as_text() == nullptr ? std::nullopt : std::optional(*value->as_text());
}

Problem problem_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return Problem::no_such_plan;
    case ErrorCode::unavailable: return Problem::place_absent;
    case ErrorCode::invalid_input: return Problem::not_understood;
    case ErrorCode::full: return Problem::too_many_jobs;
    case ErrorCode::cancelled: return Problem::service_ends;
    default: return Problem::failed;
  }
}

}  // namespace

net::ServedResponse Api::answer(const net::ServedRequest& request) {
  Authorization authorization;
  if (auto answer = try_to_answer(request, authorization)) return *std::move(answer);
  net::ServedResponse waiting;
  waiting.later = [this, request, authorization]() mutable { return try_to_answer(request, authorization); };
  return waiting;
}

std::optional<net::ServedResponse> Api::try_to_answer(const net::ServedRequest& request, Authorization& authorization) {
  const auto asker = rights_.asker_of(request);
  if (!asker) return std::nullopt;
  const Role role = asker->role;
  if (role < Role::reader) return problem(Problem::not_allowed);
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  constexpr std::string_view one_job = "/v1/jobs/";
  if (path == "/v1/jobs") return answer_jobs(request, *asker, authorization);
  if (path == "/v1/plans/file") return answer_plan_file(request, *asker, authorization);
  if (path.starts_with(one_job)) return answer_job(request, path.substr(one_job.size()), role);
  constexpr std::array known = {"/v1/status", "/v1/plans", "/v1/notice", "/v1/events"};
  if (std::ranges::find(known, path) == known.end()) return problem(Problem::no_such_thing);
  if (request.method != "GET") return problem(Problem::wrong_method);
  if (path == "/v1/events") return events(role);
  if (path == "/v1/notice") return json_answer(200, notice_answer(teller_.shown()));
  const auto status = service_.status();
  if (path == "/v1/plans") return json_answer(200, plans_answer(*status, role));
  return json_answer(200, status_answer(*status, board_.jobs(), role));
}

std::optional<net::ServedResponse> Api::answer_jobs(const net::ServedRequest& request, const Asker& asker,
                                                    Authorization& authorization) {
  if (request.method == "GET") return json_answer(200, jobs_answer(board_.jobs(), *service_.status(), asker.role));
  if (request.method != "POST") return problem(Problem::wrong_method);
  // A page in a browser cannot send this type without asking first.
  const bool is_json = request.header("content-type") == "application/json";
  const auto body = is_json ? json::parse(request.body, request_limits) : failure(ErrorCode::invalid_input, "no JSON");
  const bool is_recovery = body && body->text("kind") == "restore";
  if (asker.role < Role::user) {
    if (!is_recovery) return problem(Problem::not_allowed);
    if (!authorization) authorization = rights_.authorize(request, recover_action);
    const auto is_allowed = authorization->get();
    if (!is_allowed) return std::nullopt;
    if (!*is_allowed) return problem(Problem::not_allowed);
  }
  if (is_recovery) return start_recovery(*body, asker);
  if (!body) return problem(Problem::not_understood);
  return start_run(*body, asker);
}

std::optional<net::ServedResponse> Api::answer_plan_file(const net::ServedRequest& request, const Asker& asker,
                                                         Authorization& authorization) {
  if (request.method != "GET" && request.method != "POST") return problem(Problem::wrong_method);
  if (asker.role < Role::owner) {
    if (!authorization) authorization = rights_.authorize(request, change_plans_action);
    const auto is_allowed = authorization->get();
    if (!is_allowed) return std::nullopt;
    if (!*is_allowed) return problem(Problem::not_allowed);
  }
  if (request.method == "POST") return replace_plans(request);
  auto file = service_.plan_text();
  if (!file) return problem(Problem::failed);
  return json_answer(200, json::Object{{"text", std::move(file->text)}, {"version", std::move(file->version)}});
}

net::ServedResponse Api::replace_plans(const net::ServedRequest& request) {
  if (request.header("content-type") != "application/json") return problem(Problem::not_understood);
  const auto body = json::parse(request.body, plan_file_limits);
  const auto text = body ? body->text("text") : std::unexpected(body.error());
  const auto version = body ? body->text("version") : std::unexpected(body.error());
  if (!text || !version) return problem(Problem::not_understood);
  const auto replaced = service_.replace_plan_text(*text, *version);
  if (replaced) return json_answer(200, json::Object{});
  const agent::PlanTextRefusal& refusal = replaced.error();
  if (refusal.code == ErrorCode::locked) return problem(Problem::changed_meanwhile);
  if (!refusal.fault) return problem(Problem::failed);
  return problem(Problem::faulty_plans,
                 {{"line", refusal.fault->line}, {"kind", refusal.fault->kind}, {"word", refusal.fault->word}});
}

net::ServedResponse Api::answer_job(const net::ServedRequest& request, std::string_view number, Role role) {
  const auto id = parse_integer(number);
  const auto job = id && *id > 0 ? board_.find(static_cast<agent::JobId>(*id)) : std::nullopt;
  if (!job) return problem(Problem::no_such_thing);
  if (request.method == "GET") return json_answer(200, job_answer(*job, *service_.status(), role));
  if (request.method != "DELETE") return problem(Problem::wrong_method);
  if (role < Role::user) return problem(Problem::not_allowed);
  if (!board_.cancel(job->id)) return problem(Problem::nothing_to_cancel);
  return json_answer(202, job_answer(board_.find(job->id).value_or(*job), *service_.status(), role));
}

net::ServedResponse Api::start_run(const json::Value& body, const Asker& asker) {
  const auto kind = body.text("kind");
  const auto plan = body.text("plan");
  const auto place = text_or(body, "place", "");
  const json::Value* all = body.find("all");
  const bool is_drill = kind == "drill";
  if (!plan || !place || (!is_drill && kind != "backup")) return problem(Problem::not_understood);
  if (all != nullptr && (!is_drill || all->as_bool() == nullptr)) return problem(Problem::not_understood);
  const auto jobs =
      is_drill ? service_.drill(*plan, *place, all != nullptr && *all->as_bool()) : service_.back_up(*plan, *place);
  return jobs ? started(*jobs, asker.role) : problem(problem_of(jobs.error().code));
}

net::ServedResponse Api::start_recovery(const json::Value& body, const Asker& asker) {
  const auto plan = body.text("plan");
  const auto place = text_or(body, "place", "");
  const auto snapshot = text_or(body, "snapshot", "latest");
  const auto target = body.text("target");
  const auto paths = body.array("paths");
  if (!plan || !place || !snapshot || !target || !paths) return problem(Problem::not_understood);
  agent::RecoveryWish wish{*plan, *place, *snapshot, {}, *target, asker.user_id};
  for (const json::Value& path : *paths) {
    if (path.as_text() == nullptr) return problem(Problem::not_understood);
    wish.paths.push_back(*path.as_text());
  }
  const auto job = service_.recover(wish);
  return job ? started({*job}, asker.role) : problem(problem_of(job.error().code));
}

net::ServedResponse Api::started(const std::vector<agent::JobId>& ids, Role role) {
  std::vector<agent::Job> jobs;
  for (const agent::JobId id : ids) {
    if (auto job = board_.find(id)) jobs.push_back(*std::move(job));
  }
  net::ServedResponse response = json_answer(202, jobs_answer(jobs, *service_.status(), role));
  response.headers.emplace_back("location", fmt::format("/v1/jobs/{}", ids.front()));
  return response;
}

net::ServedResponse Api::events(Role role) {
  net::ServedResponse response;
  response.headers = {{"content-type", "text/event-stream"}, {"cache-control", "no-store"}};
  response.events = [this, role, last = std::string(),
                     sent_at = std::optional<milliseconds>()]() mutable -> std::optional<std::string> {
    const milliseconds now = sleeper_.elapsed();
    if (sent_at && now - *sent_at < events_at_most_every) return std::string();
    std::string jobs = json::to_line(jobs_answer(board_.jobs(), *service_.status(), role));
    if (jobs != last) {
      last = std::move(jobs);
      sent_at = now;
      return fmt::format("event: jobs\ndata: {}\n\n", last);
    }
    if (board_.is_stopping()) return std::nullopt;
    if (sent_at && now - *sent_at < sign_of_life_every) return std::string();
    sent_at = now;
    return std::string(": still here\n\n");
  };
  return response;
}

}  // namespace digue::api
