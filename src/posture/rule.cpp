#include "posture/rule.h"

#include <fmt/core.h>

#include <algorithm>

namespace digue::posture {

namespace {

Result<RuleKind> kind_from(const std::string& name) {
  if (name == "measured") return RuleKind::measured;
  if (name == "assisted") return RuleKind::assisted;
  if (name == "declared") return RuleKind::declared;
  return failure(ErrorCode::bug, fmt::format("no such kind of rule: {}", name));
}

Result<Rule> rule_from(const json::Value& value) {
  Rule rule;
  rule.id = TRY(value.text("id"));
  rule.leaflet = TRY(value.text("leaflet"));
  rule.is_ours = TRY(value.boolean("ours"));
  rule.kind = TRY(kind_from(TRY(value.text("kind"))));
  rule.is_essential = TRY(value.boolean("essential"));
  rule.holds = TRY(value.text("holds"));
  rule.waits = TRY(value.text("waits"));
  rule.applies = TRY(value.text("applies"));
  rule.because = TRY(value.text("because"));
  rule.evidence = TRY(value.text("evidence"));
  rule.confirmed_for = std::chrono::days(TRY(value.integer("confirmed_for_days")));
  return rule;
}

}  // namespace

Result<std::vector<Rule>> load_rules(const json::Value& content) {
  std::vector<Rule> rules;
  for (const json::Value& value : TRY(content.array("rules"))) rules.push_back(TRY(rule_from(value)));
  return rules;
}

const Rule* find_rule(const std::vector<Rule>& rules, std::string_view id) {
  const auto found = std::ranges::find(rules, id, &Rule::id);
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace digue::posture
