#include "agent/sentences.h"

#include <fmt/core.h>

#include <algorithm>

#include "texts/when.h"

namespace digue::agent {

using posture::Doubt;
using posture::Standing;
using posture::State;

std::string Sentences::answer(const std::vector<Standing>& standings) const {
  const posture::Answer answer = posture::answer(standings);
  const bool was_never_checked =
      std::ranges::none_of(standings, [](const Standing& s) { return s.measure.has_value(); });
  if (was_never_checked) return texts_.say("answer.never_checked");
  if (answer.worst == State::held) return texts_.say("answer.held");
  return texts_.say_count(fmt::format("answer.{}", posture::name_of(answer.worst)), answer.essential_of_worst);
}

std::string Sentences::state(const Standing& standing) const {
  if (standing.state == State::held)
    return texts_.say(standing.is_confirmed ? "state.held.confirmed" : "state.held.measured");
  return texts_.say(fmt::format("state.{}", posture::name_of(standing.state)));
}

std::string Sentences::fact(const Standing& standing) const {
  const posture::Rule& rule = *standing.rule;
  switch (standing.state) {
    case State::held: return of_rule(rule, standing.is_confirmed ? "statement" : "held");
    case State::to_correct: {
      const auto& because = standing.measure->finding.because;
      const std::string best = because ? of_rule(rule, "because." + *because) : std::string();
      return best.empty() ? of_rule(rule, "to_correct") : best;
    }
    case State::to_confirm: return of_rule(rule, rule.kind == posture::RuleKind::measured ? "waiting" : "statement");
    case State::unknown: return doubt(standing);
    case State::set_aside: return set_aside(standing);
    case State::not_applicable: return of_rule(rule, "not_applicable");
  }
  return {};
}

std::string Sentences::source(const Standing& standing) const {
  if (standing.is_confirmed && standing.confirmation) {
    return texts_.say("source.confirmed", {{"name", name_or_erased(standing.confirmation->by)},
                                           {"day", day_of(standing.confirmation->at)},
                                           {"until", day_of(standing.confirmation->until)}});
  }
  const bool is_seen_waiting =
      standing.state == State::to_confirm && standing.rule->kind == posture::RuleKind::measured;
  const bool was_seen = is_seen_waiting || standing.state == State::held || standing.state == State::to_correct ||
                        standing.state == State::not_applicable || standing.doubt == Doubt::too_old;
  const bool was_tried = standing.state == State::unknown && standing.doubt == Doubt::unreadable;
  if (!standing.measure || (!was_seen && !was_tried)) return {};
  return texts_.say(was_seen ? "source.measured" : "source.tried",
                    {{"age", texts::say_age(texts_, clock_.now() - standing.measure->at)}});
}

std::string Sentences::title(const posture::Rule& rule) const { return of_rule(rule, "title"); }

std::string Sentences::of_rule(const posture::Rule& rule, std::string_view sentence) const {
  const std::string key = fmt::format("rule.{}.{}", rule.id, sentence);
  return texts_.has(key) ? texts_.say(key) : std::string();
}

std::string Sentences::how(const posture::Rule& rule, machine::System system) const {
  const std::string for_system = of_rule(rule, fmt::format("how.{}", machine::name_of(system)));
  return for_system.empty() ? of_rule(rule, "how") : for_system;
}

/// Why we do not know, and the reason of the reading that failed.
std::string Sentences::doubt(const Standing& standing) const {
  if (standing.doubt != Doubt::unreadable) return texts_.say(fmt::format("doubt.{}", posture::name_of(standing.doubt)));
  const posture::Finding& finding = standing.measure->finding;
  if (!finding.gaps.empty()) {
    return texts_.say("doubt.gap", {{"reason", texts_.say(fmt::format("reason.{}", finding.gaps.front().reason))}});
  }
  const std::string best = finding.because ? of_rule(*standing.rule, "because." + *finding.because) : std::string();
  return best.empty() ? texts_.say("doubt.unreadable") : best;
}

std::string Sentences::set_aside(const Standing& standing) const {
  const posture::SetAside& act = *standing.set_aside;
  return texts_.say("set_aside.fact", {{"name", name_or_erased(act.by)},
                                       {"why", name_or_erased(act.why)},
                                       {"until", day_of(act.until - std::chrono::milliseconds(1))}});
}

std::string Sentences::name_or_erased(const std::string& name) const {
  return name.empty() ? texts_.say("personal.erased") : name;
}

std::string Sentences::day_of(Instant instant) const {
  return texts::say_day(texts_, std::chrono::floor<std::chrono::days>(instant + clock_.ahead_of_utc(instant)));
}

}  // namespace digue::agent
