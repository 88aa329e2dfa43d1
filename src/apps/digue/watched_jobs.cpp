#include "apps/digue/watched_jobs.h"

#include <map>

#include "apps/digue/job_outcomes.h"
#include "apps/digue/job_watch.h"
#include "base/text.h"

namespace digue::apps {

namespace {

class WatchedJobs {
 public:
  WatchedJobs(const Context& context, ServiceClient& client, const AskedJobs& asked, const SayOutcome& say)
      : context_(context), client_(client), asked_(asked), say_(say), watch_(context, client) {}

  Result<ExitCode> run() {
    const auto plans = TRY(client_.get("/v1/plans"));
    std::vector<std::string> wanted = asked_.plans;
    for (const json::Value& plan : plans.body.array("plans").value_or(json::Array())) {
      const std::string id = plan.text("id").value_or("");
      names_[id] = plan.text("name").value_or("");
      for (const json::Value& place : plan.array("places").value_or(json::Array())) {
        names_[place.text("id").value_or("")] = place.text("name").value_or("");
      }
      if (asked_.plans.empty()) wanted.push_back(id);
    }
    if (wanted.empty()) return context_.refuse("run.no_plan", ExitCode::usage);
    ExitCode code = ExitCode::fine;
    for (const std::string& plan : wanted) code = worse(code, TRY(start(plan)));
    for (const std::int64_t job : watch_.jobs()) code = worse(code, TRY(watch(job)));
    return code;
  }

 private:
  Result<ExitCode> start(const std::string& plan) {
    json::Value body = json::Object{{"kind", asked_.kind}, {"plan", plan}};
    if (!asked_.place.empty()) body.set("place", asked_.place);
    if (asked_.is_all) body.set("all", true);
    const auto answer = TRY(client_.post("/v1/jobs", body));
    const std::string name = names_.contains(plan) ? names_[plan] : printable(plan);
    switch (answer.status) {
      case 202: break;
      case 403: return context_.refuse(asked_.not_allowed, ExitCode::denied);
      case 404: return context_.refuse("plan.not_found", ExitCode::usage, {{"word", name}});
      case 409: return context_.refuse("run.no_place", ExitCode::no_repository, {{"plan", name}});
      default: return context_.refuse("run.service_refuses", ExitCode::failed);
    }
    for (const json::Value& job : answer.body.array("jobs").value_or(json::Array())) {
      watch_.add(TRY(job.integer("id")));
    }
    return ExitCode::fine;
  }

  Result<ExitCode> watch(std::int64_t id) {
    const auto job = TRY(watch_.wait_for(id));
    if (!job) return context_.refuse("run.service_refuses", ExitCode::failed);
    return say_({name_in(*job, "plan"), name_in(*job, "place")}, job->text("outcome").value_or(""));
  }

  std::string name_in(const json::Value& job, std::string_view member) {
    const std::string id = job.text(member).value_or("");
    return names_.contains(id) ? names_[id] : id;
  }

  const Context& context_;
  ServiceClient& client_;
  const AskedJobs& asked_;
  const SayOutcome& say_;
  std::map<std::string, std::string> names_;
  JobWatch watch_;
};

}  // namespace

Result<ExitCode> watch_jobs(const Context& context, ServiceClient& client, const AskedJobs& asked,
                            const SayOutcome& say) {
  return WatchedJobs(context, client, asked, say).run();
}

}  // namespace digue::apps
