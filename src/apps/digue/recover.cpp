#include <fmt/core.h>

#include "apps/digue/job_watch.h"
#include "apps/digue/repository_session.h"
#include "apps/digue/service_client.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

std::string_view refusal_of(int status) {
  switch (status) {
    case 400: return "recover.not_understood";
    case 403: return "recover.not_allowed";
    case 404: return "recover.no_such_plan";
    case 409: return "recover.no_place";
    default: return "run.service_refuses";
  }
}

ExitCode code_of_refusal(int status) {
  switch (status) {
    case 400:
    case 404: return ExitCode::usage;
    case 403: return ExitCode::denied;
    case 409: return ExitCode::no_repository;
    default: return ExitCode::failed;
  }
}

ExitCode code_of_outcome(std::string_view outcome) {
  if (outcome == "done") return ExitCode::fine;
  if (outcome == "partial") return ExitCode::partial;
  for (const ErrorCode code : {ErrorCode::not_found, ErrorCode::wrong_key, ErrorCode::denied, ErrorCode::full,
                               ErrorCode::cancelled, ErrorCode::already_exists}) {
    if (digue::name_of(code) == outcome) return repository_exit_code_of(code);
  }
  return ExitCode::failed;
}

class Recover {
 public:
  Recover(const Context& context, ServiceClient& client) : context_(context), client_(client) {}

  Result<ExitCode> run() {
    const std::string target = TRY(context_.file_tree.absolute(context_.invocation.out));
    const std::vector<std::string>& words = context_.invocation.words;
    json::Array paths;
    for (std::size_t i = 1; i < words.size(); ++i) paths.emplace_back(TRY(context_.file_tree.absolute(words[i])));
    json::Value wish =
        json::Object{{"kind", "restore"}, {"plan", words.front()}, {"paths", std::move(paths)}, {"target", target}};
    if (!context_.invocation.snapshot.empty()) wish.set("snapshot", context_.invocation.snapshot);
    const auto answer = TRY(client_.post("/v1/jobs", wish));
    if (answer.status != 202) return context_.refuse(refusal_of(answer.status), code_of_refusal(answer.status));
    const json::Array jobs = TRY(answer.body.array("jobs"));
    if (jobs.empty()) return context_.refuse("run.service_refuses", ExitCode::failed);
    JobWatch watch(context_, client_);
    watch.add(TRY(jobs.front().integer("id")));
    const auto job = TRY(watch.wait_for(watch.jobs().front()));
    if (!job) return context_.refuse("run.service_refuses", ExitCode::failed);
    return say(job->text("outcome").value_or(""), target);
  }

 private:
  ExitCode say(const std::string& outcome, const std::string& target) {
    const ExitCode code = code_of_outcome(outcome);
    if (context_.invocation.json) {
      context_.screen.raw(json::to_line(json::Object{{"message_type", "recovered"}, {"outcome", outcome}}));
      return code;
    }
    const std::string own = fmt::format("recover.{}", outcome);
    const std::string key = context_.texts.has(own) ? own : "run.failed." + outcome;
    const std::string sentence = context_.texts.say(key, {{"folder", printable(target)}});
    context_.screen.say(sentence, outcome == "done" ? Tone::good : Tone::bad);
    return code;
  }

  const Context& context_;
  ServiceClient& client_;
};

}  // namespace

Result<ExitCode> run_recover(const Context& context) {
  if (context.invocation.words.size() < 2) return context.refuse("recover.no_path", ExitCode::usage);
  if (context.invocation.out.empty()) return context.refuse("recover.no_folder", ExitCode::usage);
  auto client = TRY(ServiceClient::find(context));
  if (!client) return context.refuse("recover.no_service", ExitCode::failed);
  return Recover(context, *client).run();
}

}  // namespace digue::apps
