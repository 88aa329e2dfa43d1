#include "agent/agent.h"

#include <fmt/core.h>

#include <algorithm>

#include "agent/drill_records.h"
#include "agent/records.h"
#include "agent/timings.h"
#include "posture/probe.h"

namespace digue::agent {

using posture::RuleKind;

namespace {

constexpr std::chrono::days longest_set_aside{366};

}  // namespace

Result<const posture::Rule*> Agent::rule_of(std::string_view id) const {
  const posture::Rule* rule = posture::find_rule(rules_, id);
  if (rule == nullptr) return failure(ErrorCode::not_found, fmt::format("no rule {}", id));
  return rule;
}

Result<posture::FactTables> Agent::facts(posture::Names names) {
  posture::FactTables tables = TRY(posture::collect(machine_, content_, names));
  for (const posture::Reading& reading : TRY(backup_facts(journal_))) {
    TRY(tables.add(reading, machine_.clock().now()));
  }
  machine::Clock& clock = machine_.clock();
  const Wall wall{clock.now(), [&clock](Instant instant) { return clock.ahead_of_utc(instant); }};
  TRY(tables.add(TRY(planned_backup_facts(journal_, plans_, wall)), wall.now));
  TRY(tables.add(TRY(plan_drill_facts(journal_, plans_)), wall.now));
  if (!more_facts_) return tables;
  for (const posture::Reading& reading : TRY(more_facts_())) TRY(tables.add(reading, machine_.clock().now()));
  return tables;
}

Result<std::vector<posture::Finding>> Agent::check(const std::vector<std::string>& ids) {
  std::vector<const posture::Rule*> asked;
  for (const std::string& id : ids) asked.push_back(TRY(rule_of(id)));
  if (ids.empty()) {
    for (const posture::Rule& rule : rules_) asked.push_back(&rule);
  }
  std::erase_if(asked, [](const posture::Rule* rule) { return rule->kind == RuleKind::declared; });

  posture::FactTables tables = TRY(facts(posture::Names::stand_ins));
  std::vector<posture::Finding> findings;
  for (const posture::Rule* rule : asked) findings.push_back(TRY(posture::find(tables, *rule)));
  TRY(journal_.append(act_of_check(findings, machine_.clock().now())));
  return findings;
}

Result<std::vector<posture::Standing>> Agent::standings() {
  const auto records = TRY(records_of(journal_));
  std::vector<posture::Standing> standings;
  for (const posture::Rule& rule : rules_) {
    const auto record = records.find(rule.id);
    standings.push_back(posture::stand(rule, record == records.end() ? posture::Record() : record->second,
                                       statement_hash(content_, rule), machine_.clock().now()));
  }
  return standings;
}

Result<void> Agent::confirm(std::string_view id, const std::string& by) {
  const posture::Rule* rule = TRY(rule_of(id));
  if (rule->kind == RuleKind::measured) return failure(ErrorCode::invalid_input, "the machine measures this rule");
  if (by.empty()) return failure(ErrorCode::invalid_input, "nobody confirms it");
  const Instant now = machine_.clock().now();
  TRY(journal_.append(act_of_confirmation(*rule, statement_hash(content_, *rule), by, now)));
  return {};
}

Result<void> Agent::set_aside(std::string_view id, const std::string& by, const std::string& why, Day until) {
  const posture::Rule* rule = TRY(rule_of(id));
  if (by.empty() || why.empty()) return failure(ErrorCode::invalid_input, "a name and a reason are needed");
  const Instant now = machine_.clock().now();
  const Day today = std::chrono::floor<std::chrono::days>(now + machine_.clock().ahead_of_utc(now));
  if (until < today || until > today + longest_set_aside) {
    return failure(ErrorCode::invalid_input, "the day is over or more than a year away");
  }
  const Instant end_of_day = Instant(until + std::chrono::days(1)) - machine_.clock().ahead_of_utc(Instant(until));
  TRY(journal_.append(act_of_set_aside(*rule, by, why, now, end_of_day)));
  return {};
}

Result<void> Agent::end_set_aside(std::string_view id) {
  const posture::Rule* rule = TRY(rule_of(id));
  const auto records = TRY(records_of(journal_));
  const auto record = records.find(rule->id);
  const Instant now = machine_.clock().now();
  if (record == records.end() || !record->second.set_aside || record->second.set_aside->until <= now) {
    return failure(ErrorCode::not_found, "the rule is not set aside");
  }
  TRY(journal_.append(act_of_end_of_set_aside(*rule, now)));
  return {};
}

}  // namespace digue::agent
