#include "apps/digue/watched_jobs.h"

#include <fmt/core.h>

#include <map>

#include "apps/digue/job_outcomes.h"
#include "apps/digue/progress_line.h"
#include "base/text.h"
#include "machine/interrupt.h"

namespace digue::apps {

namespace {

constexpr std::chrono::milliseconds ask_every{300};

class WatchedJobs {
 public:
  WatchedJobs(const Context& context, ServiceClient& client, const AskedJobs& asked, const SayOutcome& say)
      : context_(context), client_(client), asked_(asked), say_(say) {}

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
    for (const std::int64_t job : jobs_) code = worse(code, TRY(watch(job)));
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
      jobs_.push_back(TRY(job.integer("id")));
    }
    return ExitCode::fine;
  }

  Result<ExitCode> watch(std::int64_t id) {
    const std::string path = fmt::format("/v1/jobs/{}", id);
    ProgressLine line(context_);
    while (true) {
      // Ctrl-C means the job, not only this window.
      if (machine::was_interrupted() && !std::exchange(was_cancelled_, true)) {
        for (const std::int64_t job : jobs_) TRY(client_.remove(fmt::format("/v1/jobs/{}", job)));
      }
      const auto answer = TRY(client_.get(path));
      if (answer.status != 200) return context_.refuse("run.service_refuses", ExitCode::failed);
      const auto count = [&](std::string_view name) {
        return static_cast<std::uint64_t>(answer.body.integer(name).value_or(0));
      };
      line.show({.bytes = count("bytes_done"), .expected_bytes = count("bytes_total")}, count("failures"));
      if (answer.body.text("state").value_or("") == "ended") {
        line.clear();
        return say_({name_in(answer.body, "plan"), name_in(answer.body, "place")},
                    answer.body.text("outcome").value_or(""));
      }
      // The sleeper of this program does not sleep once it was interrupted.
      if (!context_.sleeper.sleep(ask_every)) TRY(patient_.sleep(ask_every));
    }
  }

  std::string name_in(const json::Value& job, std::string_view member) {
    const std::string id = job.text(member).value_or("");
    return names_.contains(id) ? names_[id] : id;
  }

  const Context& context_;
  ServiceClient& client_;
  const AskedJobs& asked_;
  const SayOutcome& say_;
  machine::SystemSleeper patient_;
  std::map<std::string, std::string> names_;
  std::vector<std::int64_t> jobs_;
  bool was_cancelled_ = false;
};

}  // namespace

Result<ExitCode> watch_jobs(const Context& context, ServiceClient& client, const AskedJobs& asked,
                            const SayOutcome& say) {
  return WatchedJobs(context, client, asked, say).run();
}

}  // namespace digue::apps
