#include <fmt/core.h>

#include "apps/digue/amounts.h"
#include "apps/digue/service_client.h"
#include "json/write.h"

namespace digue::apps {

namespace {

void say_job(const Context& context, const json::Value& job) {
  const texts::Texts& texts = context.texts;
  const std::string state = job.text("state").value_or("");
  const std::string outcome = job.text("outcome").value_or("");
  const bool is_made = outcome == "done" || outcome == "partial" || outcome == "not_proven";
  const std::string how = state != "ended" ? texts.say("jobs." + state)
                          : is_made        ? texts.say("jobs." + outcome)
                                           : texts.say("run.failed." + outcome);
  const auto bytes = static_cast<std::uint64_t>(job.integer("bytes_done").value_or(0));
  context.screen.say(texts.say("jobs.line", {{"id", fmt::format("{}", job.integer("id").value_or(0))},
                                             {"plan", job.text("plan").value_or("")},
                                             {"place", job.text("place").value_or("")},
                                             {"how", how},
                                             {"bytes", say_bytes(texts, bytes)}}));
}

}  // namespace

Result<ExitCode> run_jobs(const Context& context) {
  auto client = TRY(ServiceClient::find(context));
  if (!client) return context.refuse("jobs.no_service", ExitCode::failed);
  const auto answer = TRY(client->get("/v1/jobs"));
  if (answer.status != 200) return context.refuse("run.service_refuses", ExitCode::failed);
  const json::Array jobs = TRY(answer.body.array("jobs"));
  for (const json::Value& job : jobs) {
    if (context.invocation.json) {
      context.screen.raw(json::to_line(job));
    } else {
      say_job(context, job);
    }
  }
  if (jobs.empty() && !context.invocation.json) context.screen.say(context.texts.say("jobs.none"));
  return ExitCode::fine;
}

}  // namespace digue::apps
