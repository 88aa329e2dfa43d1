#include <algorithm>

#include "apps/digue/command.h"
#include "apps/digue/marks.h"
#include "apps/digue/standing_json.h"
#include "json/write.h"

namespace digue::apps {

using posture::Standing;
using posture::State;

namespace {

constexpr std::size_t max_next_steps = 3;
/// From what needs a person first to what needs nobody; essential rules first where they stand alike.
std::vector<const Standing*> by_urgency(const std::vector<Standing>& standings) {
  constexpr std::array order = {State::to_correct, State::unknown, State::to_confirm,
                                State::set_aside,  State::held,    State::not_applicable};
  std::vector<const Standing*> sorted;
  for (const Standing& standing : standings) sorted.push_back(&standing);
  std::ranges::stable_sort(sorted, {}, [&](const Standing* standing) {
    const auto place = std::ranges::find(order, standing->state) - order.begin();
    return std::pair(place, !standing->rule->is_essential);
  });
  return sorted;
}

bool needs_a_person(const Standing& standing) {
  return standing.state == State::to_correct || standing.state == State::unknown || standing.state == State::to_confirm;
}

void say_next_steps(const Context& context, const std::vector<const Standing*>& standings) {
  std::size_t steps = 0;
  for (const Standing* standing : standings) {
    if (steps == max_next_steps || !needs_a_person(*standing) || !standing->rule->is_essential) break;
    if (steps++ == 0) context.screen.say(context.texts.say("status.next"), Tone::strong);
    // What the machine will see by itself is not for a person to say.
    const bool is_to_confirm =
        standing->state == State::to_confirm && standing->rule->kind != posture::RuleKind::measured;
    context.screen.say(context.texts.say("status.step", {{"title", context.sentences().title(*standing->rule)}}),
                       Tone::plain, 2);
    context.screen.say(
        context.texts.say(is_to_confirm ? "status.step.confirm" : "status.step.show", {{"rule", standing->rule->id}}),
        Tone::quiet, beside_mark);
  }
  if (steps > 0) context.screen.blank();
}

void say_rule(const Context& context, const Standing& standing) {
  const agent::Sentences sentences = context.sentences();
  context.screen.say_marked(mark_of(standing), sentences.title(*standing.rule), tone_of(standing));
  std::string state = sentences.state(standing);
  if (const std::string source = sentences.source(standing); !source.empty()) state += ", " + source;
  context.screen.say(state, Tone::quiet, beside_mark);
  if (standing.state != State::held) context.screen.say(sentences.fact(standing), Tone::plain, beside_mark);
}

void say_as_json(const Context& context, const std::vector<Standing>& standings, std::int64_t journal_faults) {
  for (const Standing& standing : standings) {
    context.screen.raw(json::to_line(to_json("rule", standing, context.sentences())));
  }
  const posture::Answer answer = posture::answer(standings);
  context.screen.raw(json::to_line(json::Object{{"message_type", "summary"},
                                                {"answer", posture::name_of(answer.worst)},
                                                {"essential", answer.essential},
                                                {"essential_of_worst", answer.essential_of_worst},
                                                {"sentence", context.sentences().answer(standings)},
                                                {"journal_faults", journal_faults},
                                                {"at", to_rfc3339(context.machine.clock().now())}}));
}

}  // namespace

Result<ExitCode> run_status(const Context& context) {
  journal::Journal journal = TRY(context.read_journal_if_any());
  agent::Agent agent(context.machine, journal, context.content, context.rules);
  const std::vector<Standing> standings = TRY(agent.standings());
  const auto faults = static_cast<std::int64_t>(TRY(journal.verify()).faults.size());
  if (context.invocation.json) {
    say_as_json(context, standings, faults);
  } else {
    const State worst = posture::answer(standings).worst;
    context.screen.say(context.sentences().answer(standings), worst == State::held ? Tone::good : Tone::strong);
    if (faults > 0) context.screen.say(context.texts.say("status.journal_tampered"), Tone::bad);
    context.screen.blank();
    const auto sorted = by_urgency(standings);
    say_next_steps(context, sorted);
    for (const Standing* standing : sorted) say_rule(context, *standing);
    context.screen.blank();
    context.screen.say(context.texts.say("status.not_the_order"), Tone::quiet);
  }
  return posture::answer(standings).worst == State::held ? ExitCode::fine : ExitCode::rules_open;
}

}  // namespace digue::apps
