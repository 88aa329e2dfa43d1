#include <fmt/core.h>

#include <algorithm>

#include "apps/digue/plan_words.h"
#include "apps/digue/service_client.h"
#include "base/text.h"

namespace digue::apps {

namespace {

constexpr std::size_t max_file = 1024 * 1024;
constexpr std::chrono::seconds patience{30};
/// A comment of TOML, so that the file stays one.
constexpr std::string_view version_line = "# version: ";

ExitCode refuse(const Context& context, int status) {
  switch (status) {
    case 403: return context.refuse("plan.put.not_allowed", ExitCode::denied);
    case 412: return context.refuse("plan.put.changed", ExitCode::locked);
    default: return context.refuse("run.service_refuses", ExitCode::failed);
  }
}

}  // namespace

Result<ExitCode> run_plan_get(const Context& context) {
  auto client = TRY(ServiceClient::find(context));
  if (!client) return context.refuse("plan.put.no_service", ExitCode::failed);
  const auto answer = TRY(client->get("/v1/plans/file"));
  if (answer.status != 200) return refuse(context, answer.status);
  context.screen.raw(
      fmt::format("{}{}\n{}", version_line, TRY(answer.body.text("version")), trim(TRY(answer.body.text("text")))));
  return ExitCode::fine;
}

Result<ExitCode> run_plan_put(const Context& context) {
  const std::string path = TRY(context.file_tree.absolute(context.invocation.words.front()));
  const Bytes content = TRY(context.machine.files().read(path, max_file, machine::Deadline::in(patience)));
  std::string_view text = text_of(content);
  std::string version;
  if (text.starts_with(version_line)) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    version = trim(text.substr(version_line.size(), end - version_line.size()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  // With its own line numbers, before it goes anywhere; the service reads it again.
  if (const auto plans = plan::read_plans(text_of(content)); !plans) {
    return context.refuse("plan.put.faulty", ExitCode::usage, {{"fault", say_fault(context, plans.error())}});
  }
  auto client = TRY(ServiceClient::find(context));
  if (!client) return context.refuse("plan.put.no_service", ExitCode::failed);
  const auto answer = TRY(client->post("/v1/plans/file", json::Object{{"text", text}, {"version", version}}));
  if (answer.status != 200) return refuse(context, answer.status);
  context.screen.say(context.texts.say("plan.put.done"), Tone::good);
  return ExitCode::fine;
}

}  // namespace digue::apps
