#include "posture/standing.h"

#include <doctest/doctest.h>

namespace digue::posture {
namespace {

using std::chrono::hours, std::chrono::days, std::chrono::minutes;

const Instant now = parse_rfc3339("2026-11-24T08:00:00Z").value();

Rule rule_of(RuleKind kind) { return {.id = "r", .kind = kind, .is_essential = true}; }

Measure measured(Verdict verdict, Instant at) { return {{.rule = "r", .verdict = verdict}, at}; }

Confirmation confirmed(Instant at, Instant until) { return {"Camille Exemple", "text", at, until}; }

State state_of(RuleKind kind, const Record& record) {
  const Rule rule = rule_of(kind);
  return stand(rule, record, "text", now).state;
}

TEST_CASE("a verdict becomes a state while it is fresh") {
  const auto state_after = [](Verdict verdict) {
    return state_of(RuleKind::measured, {.measure = measured(verdict, now - hours(1))});
  };
  CHECK(state_after(Verdict::held) == State::held);
  CHECK(state_after(Verdict::broken) == State::to_correct);
  CHECK(state_after(Verdict::unknown) == State::unknown);
  CHECK(state_after(Verdict::not_applicable) == State::not_applicable);
}

TEST_CASE("after 26 hours without a measure we do not know") {
  const auto doubt_after = [](std::chrono::milliseconds age) {
    const Rule rule = rule_of(RuleKind::measured);
    return stand(rule, {.measure = measured(Verdict::held, now - age)}, "text", now).doubt;
  };
  CHECK(doubt_after(hours(26)) == Doubt::none);
  CHECK(doubt_after(hours(26) + std::chrono::milliseconds(1)) == Doubt::too_old);
  CHECK(state_of(RuleKind::measured, {.measure = measured(Verdict::not_applicable, now - hours(27))}) ==
        State::unknown);
  CHECK(state_of(RuleKind::measured, {}) == State::unknown);
}

TEST_CASE("a measure from the future, after the clock jumped back, is not believed") {
  const Rule rule = rule_of(RuleKind::measured);
  const Standing standing = stand(rule, {.measure = measured(Verdict::held, now + minutes(1))}, "text", now);
  CHECK(standing.state == State::unknown);
  CHECK(standing.doubt == Doubt::from_future);
}

TEST_CASE("a declared rule is held by a confirmation of the same sentence, until it expires") {
  const auto state_with = [](const Confirmation& confirmation) {
    return state_of(RuleKind::declared, {.confirmation = confirmation});
  };
  CHECK(state_of(RuleKind::declared, {}) == State::to_confirm);
  CHECK(state_with(confirmed(now - days(1), now + days(1))) == State::held);
  CHECK(state_with(confirmed(now - days(2), now)) == State::to_confirm);
  CHECK(state_with(confirmed(now + days(1), now + days(2))) == State::to_confirm);
  Confirmation other_sentence = confirmed(now - days(1), now + days(1));
  other_sentence.statement = "another text";
  CHECK(state_with(other_sentence) == State::to_confirm);
}

TEST_CASE("what is confirmed can be told from what was measured") {
  const Rule declared = rule_of(RuleKind::declared);
  const Rule measured_rule = rule_of(RuleKind::measured);
  CHECK(stand(declared, {.confirmation = confirmed(now - days(1), now + days(1))}, "text", now).is_confirmed);
  CHECK_FALSE(stand(measured_rule, {.measure = measured(Verdict::held, now)}, "text", now).is_confirmed);
}

TEST_CASE("the machine can say no to an assisted rule, only a person can say yes") {
  const auto state_with = [](Verdict verdict, bool is_confirmed) {
    Record record{.measure = measured(verdict, now)};
    if (is_confirmed) record.confirmation = confirmed(now - days(1), now + days(1));
    return state_of(RuleKind::assisted, record);
  };
  CHECK(state_with(Verdict::broken, true) == State::to_correct);
  CHECK(state_with(Verdict::held, false) == State::to_confirm);
  CHECK(state_with(Verdict::unknown, false) == State::to_confirm);
  CHECK(state_with(Verdict::unknown, true) == State::held);
  CHECK(state_with(Verdict::not_applicable, true) == State::not_applicable);
}

TEST_CASE("a measured rule cannot be confirmed into being held") {
  CHECK(state_of(RuleKind::measured, {.confirmation = confirmed(now - days(1), now + days(1))}) == State::unknown);
}

TEST_CASE("a rule set aside stays visible, and comes back when the time is over") {
  const Rule rule = rule_of(RuleKind::measured);
  Record record{.measure = measured(Verdict::held, now),
                .set_aside = SetAside{"C", "why", now - days(1), now + days(1)}};
  const Standing aside = stand(rule, record, "text", now);
  CHECK(aside.state == State::set_aside);
  CHECK(aside.beneath == State::held);
  CHECK(stand(rule, record, "text", now + days(1)).state != State::set_aside);
}

Standing standing_at(const Rule& rule, State state) { return {.rule = &rule, .state = state}; }

TEST_CASE("the answer comes from the worst essential rule") {
  const Rule essential = rule_of(RuleKind::measured);
  const Rule other = {.id = "o"};
  const auto worst = [&](std::vector<State> states) {
    std::vector<Standing> standings = {standing_at(other, State::to_correct)};
    for (const State state : states) standings.push_back(standing_at(essential, state));
    return answer(standings).worst;
  };
  CHECK(worst({State::held, State::held}) == State::held);
  CHECK(worst({State::held, State::set_aside}) == State::set_aside);
  CHECK(worst({State::set_aside, State::to_confirm, State::held}) == State::to_confirm);
  CHECK(worst({State::to_confirm, State::unknown}) == State::unknown);
  CHECK(worst({State::unknown, State::to_correct, State::held}) == State::to_correct);
  CHECK(worst({State::held, State::not_applicable}) == State::held);
}

TEST_CASE("without a single essential rule that applies the answer is that we do not know") {
  const Rule essential = rule_of(RuleKind::measured);
  CHECK(answer({}).worst == State::unknown);
  CHECK(answer({standing_at(essential, State::not_applicable)}).worst == State::unknown);
}

TEST_CASE("the answer counts how many essential rules stand where the worst one does") {
  const Rule essential = rule_of(RuleKind::measured);
  const Answer counted = answer({standing_at(essential, State::to_correct), standing_at(essential, State::held),
                                 standing_at(essential, State::to_correct)});
  CHECK(counted.essential_of_worst == 2);
  CHECK(counted.essential == 3);
}

}  // namespace
}  // namespace digue::posture
