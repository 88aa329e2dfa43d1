#include <fmt/core.h>

#include "apps/digue/amounts.h"
#include "apps/digue/service_client.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

/// Who may not be told the name is told the id.
std::string name_in(const json::Value& job, const std::string& member) {
  return printable(job.text(member + "_name").value_or(job.text(member).value_or("")));
}

void say_job(const Context& context, const json::Value& job) {
  const texts::Texts& texts = context.texts;
  const std::string state = job.text("state").value_or("");
  const std::string outcome = job.text("outcome").value_or("");
  const bool is_made = outcome == "done" || outcome == "partial" || outcome == "not_proven";
  const std::string how = state != "ended" ? texts.say("jobs." + state)
                          : is_made        ? texts.say("jobs." + outcome)
                                           : texts.say("run.failed." + outcome);
  const auto say_below = [&](std::string_view key, const std::string& reason) {
    context.screen.say(texts.say(key, {{"reason", reason}}), Tone::doubt, 4);
  };
  const auto bytes = static_cast<std::uint64_t>(job.integer("bytes_done").value_or(0));
  const std::string_view line = job.text("kind") == "restore" ? "jobs.line.restore" : "jobs.line";
  context.screen.say(texts.say(line, {{"id", fmt::format("{}", job.integer("id").value_or(0))},
                                      {"plan", name_in(job, "plan")},
                                      {"place", name_in(job, "place")},
                                      {"how", how},
                                      {"bytes", say_bytes(texts, bytes)}}));
  for (const json::Value& id : job.array("missing_databases").value_or(json::Array())) {
    if (id.as_text() != nullptr) say_below("jobs.no_database", printable(*id.as_text()));
  }
  const std::string kept = "plan.kept." + job.text("forgetting_refused").value_or("");
  if (texts.has(kept)) say_below("plan.place.kept", texts.say(kept));
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
