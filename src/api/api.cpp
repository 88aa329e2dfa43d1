#include "api/api.h"

#include <fmt/core.h>

#include "api/answers.h"
#include "api/problem.h"
#include "base/text.h"
#include "json/parse.h"
#include "json/write.h"

namespace digue::api {

using std::chrono::milliseconds;

namespace {

/// A request of ours has three short members.
constexpr json::Limits request_limits{.bytes = 16 * 1024, .depth = 4, .values = 100};
/// Shows a reader, and whatever stands between, that the stream lives (ux: a line every 15 s).
constexpr milliseconds sign_of_life_every{15'000};
constexpr milliseconds events_at_most_every{250};

net::ServedResponse json_answer(int status, const json::Value& value) {
  net::ServedResponse response;
  response.status = status;
  response.headers = {{"content-type", "application/json"}, {"cache-control", "no-store"}};
  response.body = json::to_line(value) + "\n";
  return response;
}

Problem problem_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return Problem::no_such_plan;
    case ErrorCode::unavailable: return Problem::place_absent;
    case ErrorCode::full: return Problem::too_many_jobs;
    case ErrorCode::cancelled: return Problem::service_ends;
    default: return Problem::failed;
  }
}

}  // namespace

net::ServedResponse Api::answer(const net::ServedRequest& request) {
  const Role role = role_of_(request);
  if (role < Role::reader) return problem(Problem::not_allowed);
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  constexpr std::string_view one_job = "/v1/jobs/";
  if (path == "/v1/jobs") return answer_jobs(request, role);
  if (path.starts_with(one_job)) return answer_job(request, path.substr(one_job.size()), role);
  const bool is_known = path == "/v1/status" || path == "/v1/plans" || path == "/v1/events";
  if (!is_known) return problem(Problem::no_such_thing);
  if (request.method != "GET") return problem(Problem::wrong_method);
  if (path == "/v1/events") return events(role);
  const auto status = service_.status();
  if (path == "/v1/plans") return json_answer(200, plans_answer(*status, role));
  return json_answer(200, status_answer(*status, board_.jobs(), role));
}

net::ServedResponse Api::answer_jobs(const net::ServedRequest& request, Role role) {
  if (request.method == "GET") return json_answer(200, jobs_answer(board_.jobs(), *service_.status(), role));
  if (request.method != "POST") return problem(Problem::wrong_method);
  if (role < Role::user) return problem(Problem::not_allowed);
  return start_job(request, role);
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

net::ServedResponse Api::start_job(const net::ServedRequest& request, Role role) {
  // A page in a browser cannot send this type without asking first.
  if (request.header("content-type") != "application/json") return problem(Problem::not_understood);
  const auto body = json::parse(request.body, request_limits);
  if (!body) return problem(Problem::not_understood);
  const auto kind = body->text("kind");
  const auto plan = body->text("plan");
  const json::Value* place = body->find("place");
  const json::Value* all = body->find("all");
  const bool is_drill = kind && *kind == "drill";
  if (!plan || !kind || (!is_drill && *kind != "backup")) return problem(Problem::not_understood);
  if (place != nullptr && place->as_text() == nullptr) return problem(Problem::not_understood);
  if (all != nullptr && (!is_drill || all->as_bool() == nullptr)) return problem(Problem::not_understood);
  const std::string where = place == nullptr ? std::string() : *place->as_text();
  const auto started =
      is_drill ? service_.drill(*plan, where, all != nullptr && *all->as_bool()) : service_.back_up(*plan, where);
  if (!started) return problem(problem_of(started.error().code));
  std::vector<agent::Job> jobs;
  for (const agent::JobId id : *started) {
    if (auto job = board_.find(id)) jobs.push_back(*std::move(job));
  }
  net::ServedResponse response = json_answer(202, jobs_answer(jobs, *service_.status(), role));
  response.headers.emplace_back("location", fmt::format("/v1/jobs/{}", started->front()));
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
