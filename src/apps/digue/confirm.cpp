#include "apps/digue/command.h"
#include "texts/when.h"

namespace digue::apps {

Result<ExitCode> run_confirm(const Context& context) {
  const std::string& id = context.invocation.words.front();
  const posture::Rule* rule = posture::find_rule(context.rules, id);
  if (rule == nullptr) return context.refuse("usage.unknown_rule", ExitCode::usage, {{"rule", id}});
  if (rule->kind == posture::RuleKind::measured) {
    return context.refuse("confirm.measured", ExitCode::usage, {{"rule", id}});
  }
  if (context.invocation.by.empty()) return context.refuse("confirm.who", ExitCode::usage, {{"rule", id}});

  journal::Journal journal = TRY(context.open_journal());
  agent::Agent agent(context.machine, journal, context.content, context.rules);
  TRY(agent.confirm(id, context.invocation.by));
  const Instant now = context.machine.clock().now();
  const Day until = std::chrono::floor<std::chrono::days>(now + rule->confirmed_for);
  context.screen.say(context.texts.say("confirm.done", {{"statement", context.sentences().of_rule(*rule, "statement")},
                                                        {"until", texts::say_day(context.texts, until)}}));
  return ExitCode::fine;
}

}  // namespace digue::apps
