#include "apps/digue/command.h"
#include "texts/when.h"

namespace digue::apps {

namespace {

Result<ExitCode> end(const Context& context, agent::Agent& agent, const std::string& id) {
  const Result<void> ended = agent.end_set_aside(id);
  if (!ended && ended.error().code == ErrorCode::not_found) {
    return context.refuse("set_aside.was_not", ExitCode::failed, {{"rule", id}});
  }
  TRY(ended);
  context.screen.say(context.texts.say("set_aside.ended", {{"rule", id}}));
  return ExitCode::fine;
}

}  // namespace

Result<ExitCode> run_set_aside(const Context& context) {
  const Invocation& asked = context.invocation;
  const std::string& id = asked.words.front();
  if (posture::find_rule(context.rules, id) == nullptr) {
    return context.refuse("usage.unknown_rule", ExitCode::usage, {{"rule", id}});
  }
  const Result<Day> until = parse_day(asked.until);
  if (!asked.ends && (asked.by.empty() || asked.why.empty() || !until)) {
    return context.refuse("set_aside.incomplete", ExitCode::usage, {{"rule", id}});
  }
  journal::Journal journal = TRY(context.open_journal());
  agent::Agent agent(context.machine, journal, context.content, context.rules);
  if (asked.ends) return end(context, agent, id);

  const Result<void> done = agent.set_aside(id, asked.by, asked.why, *until);
  if (!done && done.error().code == ErrorCode::invalid_input) {
    return context.refuse("set_aside.wrong_day", ExitCode::usage, {{"until", asked.until}});
  }
  TRY(done);
  context.screen.say(context.texts.say(
      "set_aside.done", {{"title", context.sentences().of_rule(*posture::find_rule(context.rules, id), "title")},
                         {"until", texts::say_day(context.texts, *until)}}));
  return ExitCode::fine;
}

}  // namespace digue::apps
