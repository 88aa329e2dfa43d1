#include <fmt/core.h>

#include <algorithm>

#include "apps/digue/command.h"
#include "apps/digue/marks.h"
#include "apps/digue/place_session.h"
#include "apps/digue/standing_json.h"
#include "apps/digue/table.h"
#include "json/write.h"

namespace digue::apps {

using posture::Standing;

namespace {

std::string place_in_leaflet(const Context& context, const posture::Rule& rule) {
  if (!rule.is_ours) return rule.leaflet;
  return rule.leaflet.empty() ? context.texts.say("rules.ours")
                              : fmt::format("{}, {}", rule.leaflet, context.texts.say("rules.ours"));
}

void say_short(const Context& context, const Standing& standing) {
  const agent::Sentences sentences = context.sentences();
  context.screen.say_marked(mark_of(standing), sentences.title(*standing.rule), tone_of(standing));
  context.screen.say(fmt::format("{} · {} · {}", standing.rule->id, place_in_leaflet(context, *standing.rule),
                                 sentences.state(standing)),
                     Tone::quiet, beside_mark);
}

/// A heading and a paragraph, or nothing where there is no sentence.
void say_part(const Context& context, std::string_view heading, const std::string& sentence) {
  if (sentence.empty()) return;
  context.screen.blank();
  context.screen.say(context.texts.say(heading), Tone::strong);
  context.screen.say(sentence, Tone::plain, 2);
}

void say_long(const Context& context, const Standing& standing) {
  const agent::Sentences sentences = context.sentences();
  const posture::Rule& rule = *standing.rule;
  context.screen.say_marked(mark_of(standing), sentences.title(rule), tone_of(standing));
  std::string state = sentences.state(standing);
  if (const std::string source = sentences.source(standing); !source.empty()) state += ", " + source;
  context.screen.say(state, Tone::quiet, beside_mark);
  context.screen.say(sentences.fact(standing), Tone::plain, beside_mark);
  if (standing.set_aside) {
    Standing beneath = standing;
    beneath.set_aside.reset();
    beneath.state = standing.beneath;
    context.screen.say(context.texts.say("set_aside.beneath", {{"state", sentences.state(beneath)}}), Tone::plain,
                       beside_mark);
  }
  say_part(context, "rules.heading.leaflet", sentences.of_rule(rule, "leaflet"));
  say_part(context, "rules.heading.why", sentences.of_rule(rule, "why"));
  say_part(context, "rules.heading.how", sentences.how(rule, context.machine.system()));
}

/// The facts behind the state: those of the last check, or with --names those of now, which are shown and forgotten.
Result<posture::AnswerTable> evidence_of(const Context& context, agent::Agent& agent, const Standing& standing) {
  if (!context.invocation.shows_names) return standing.measure->finding.evidence;
  posture::FactTables facts = TRY(agent.facts(posture::Names::shown));
  return posture::ask_rows(facts, standing.rule->evidence);
}

ExitCode unknown_rule(const Context& context, std::string_view id) {
  return context.refuse("usage.unknown_rule", ExitCode::usage, {{"rule", std::string(id)}});
}

}  // namespace

Result<ExitCode> run_rules_list(const Context& context) {
  journal::Journal journal = TRY(context.read_journal_if_any());
  agent::Agent agent = agent_with_places(context, journal);
  for (const Standing& standing : TRY(agent.standings())) {
    if (context.invocation.json) {
      context.screen.raw(json::to_line(to_json("rule", standing, context.sentences())));
    } else {
      say_short(context, standing);
    }
  }
  return ExitCode::fine;
}

Result<ExitCode> run_rules_show(const Context& context) {
  const std::string& id = context.invocation.words.front();
  if (posture::find_rule(context.rules, id) == nullptr) return unknown_rule(context, id);
  journal::Journal journal = TRY(context.read_journal_if_any());
  agent::Agent agent = agent_with_places(context, journal);
  const std::vector<Standing> standings = TRY(agent.standings());
  const Standing& standing = *std::ranges::find(standings, id, [](const Standing& s) { return s.rule->id; });
  if (context.invocation.json) {
    context.screen.raw(json::to_line(to_json("rule", standing, context.sentences())));
    return ExitCode::fine;
  }
  say_long(context, standing);
  if (standing.measure) {
    context.screen.blank();
    context.screen.say(context.texts.say("rules.heading.evidence"), Tone::strong);
    say_table(context.screen, TRY(evidence_of(context, agent, standing)), context.texts.say("table.empty"));
  }
  return ExitCode::fine;
}

Result<ExitCode> run_rules_check(const Context& context) {
  for (const std::string& id : context.invocation.words) {
    if (posture::find_rule(context.rules, id) == nullptr) return unknown_rule(context, id);
  }
  journal::Journal journal = TRY(context.open_journal());
  agent::Agent agent = agent_with_places(context, journal);
  const std::vector<posture::Finding> findings = TRY(agent.check(context.invocation.words));
  const std::vector<Standing> standings = TRY(agent.standings());
  for (const Standing& standing : standings) {
    if (std::ranges::find(findings, standing.rule->id, &posture::Finding::rule) == findings.end()) continue;
    if (context.invocation.json) {
      context.screen.raw(json::to_line(to_json("rule", standing, context.sentences())));
    } else {
      say_short(context, standing);
    }
  }
  return ExitCode::fine;
}

}  // namespace digue::apps
