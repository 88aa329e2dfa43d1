#include "posture/standing.h"

#include <algorithm>
#include <array>

namespace digue::posture {

std::string_view name_of(State state) {
  switch (state) {
    case State::held: return "held";
    case State::to_correct: return "to_correct";
    case State::to_confirm: return "to_confirm";
    case State::unknown: return "unknown";
    case State::set_aside: return "set_aside";
    case State::not_applicable: return "not_applicable";
  }
  return "unknown";
}

std::string_view name_of(Doubt doubt) {
  switch (doubt) {
    case Doubt::none: return "none";
    case Doubt::never_measured: return "never_measured";
    case Doubt::too_old: return "too_old";
    case Doubt::from_future: return "from_future";
    case Doubt::unreadable: return "unreadable";
  }
  return "none";
}

namespace {

Doubt doubt_about(const std::optional<Measure>& measure, Instant now) {
  if (!measure) return Doubt::never_measured;
  if (measure->at > now) return Doubt::from_future;
  if (now - measure->at > max_age) return Doubt::too_old;
  if (measure->finding.verdict == Verdict::unknown) return Doubt::unreadable;
  return Doubt::none;
}

/// In force: not from the future, which a clock that jumped back would make of it, and not over.
template <typename T>
bool is_in_force(const std::optional<T>& act, Instant now) {
  return act && act->at <= now && now < act->until;
}

State state_from_measure(const Standing& standing) {
  if (standing.doubt != Doubt::none) return State::unknown;
  switch (standing.measure->finding.verdict) {
    case Verdict::held: return State::held;
    case Verdict::broken: return State::to_correct;
    case Verdict::waiting: return State::to_confirm;
    case Verdict::unknown: return State::unknown;
    case Verdict::not_applicable: return State::not_applicable;
  }
  return State::unknown;
}

/// What the machine saw comes before what a person says, except that only a person can say yes to an assisted rule.
State state_beneath(const Standing& standing) {
  const State confirmed = standing.confirmation ? State::held : State::to_confirm;
  switch (standing.rule->kind) {
    case RuleKind::measured: return state_from_measure(standing);
    case RuleKind::declared: return confirmed;
    case RuleKind::assisted: {
      const State seen = state_from_measure(standing);
      return seen == State::to_correct || seen == State::not_applicable ? seen : confirmed;
    }
  }
  return State::unknown;
}

}  // namespace

Standing stand(const Rule& rule, const Record& record, const std::string& statement, Instant now) {
  Standing standing{.rule = &rule, .measure = record.measure};
  if (rule.kind != RuleKind::declared) standing.doubt = doubt_about(record.measure, now);
  if (is_in_force(record.confirmation, now) && record.confirmation->statement == statement) {
    standing.confirmation = record.confirmation;
  }
  if (is_in_force(record.set_aside, now)) standing.set_aside = record.set_aside;
  standing.beneath = state_beneath(standing);
  standing.is_confirmed = standing.beneath == State::held && rule.kind != RuleKind::measured;
  standing.state = standing.set_aside ? State::set_aside : standing.beneath;
  return standing;
}

Answer answer(const std::vector<Standing>& standings) {
  constexpr std::array from_worst = {State::to_correct, State::unknown, State::to_confirm, State::set_aside,
                                     State::held};
  const auto is_there = [](State state) {
    return [state](const Standing& standing) { return standing.rule->is_essential && standing.state == state; };
  };
  Answer answer;
  for (const State state : from_worst) {
    const int count = static_cast<int>(std::ranges::count_if(standings, is_there(state)));
    if (answer.essential == 0 && count > 0) {
      answer.worst = state;
      answer.essential_of_worst = count;
    }
    answer.essential += count;
  }
  return answer;
}

}  // namespace digue::posture
