// What Digue leaves out and forgets, asked line by line, so that a test can compare it with what restic does. The words
// of a line are separated by tabs; its first one says what it is.
//
//   exclude PATTERN | iexclude PATTERN | path PATH   → left_out PATH | saved PATH
//   keep RULE VALUE | keep-tag TAG,TAG | now MILLISECONDS
//   snapshot ID MILLISECONDS SECONDS_AHEAD_OF_UTC HOST PATH,PATH TAG,TAG
//   plan                                             → keep ID REASON|REASON, forget ID, aside ID

#include <charconv>
#include <iostream>

#include "backup/exclude.h"
#include "backup/retention.h"
#include "base/text.h"

namespace {

using namespace digue;
using namespace digue::backup;

std::vector<std::string> words_of(std::string_view text, char separator) {
  std::vector<std::string> words;
  if (text.empty()) return words;
  for (const std::string_view word : split(text, separator)) words.emplace_back(word);
  return words;
}

/// As the archiver asks: what lies below something that is left out is left out with it.
bool is_left_out(const Excludes& excludes, std::string_view path) {
  Excludes::Place place = excludes.root();
  for (const std::string& name : words_of(path.substr(1), '/')) {
    if (excludes.leaves_out_name(place, name)) return true;
    place = excludes.below(place, name);
  }
  return false;
}

KeepRule& rule_named(KeepPolicy& policy, std::string_view name) {
  if (name == "hourly") return policy.hourly;
  if (name == "daily") return policy.daily;
  if (name == "weekly") return policy.weekly;
  if (name == "monthly") return policy.monthly;
  if (name == "yearly") return policy.yearly;
  return policy.last;
}

void set_rule(KeepPolicy& policy, const std::string& rule, const std::string& value) {
  if (rule.starts_with("within")) {
    rule_named(policy, rule == "within" ? "last" : rule.substr(7)).within = parse_calendar_span(value).value();
  } else {
    rule_named(policy, rule).count =
        value == "unlimited" ? KeepRule::unlimited : static_cast<int>(*parse_integer(value));
  }
}

SnapshotFacts facts_of(const std::vector<std::string>& words) {
  SnapshotFacts facts;
  facts.id = repository::SnapshotId::from_hex(words[1]).value();
  facts.claimed_at = Instant(std::chrono::milliseconds(*parse_integer(words[2])));
  facts.ahead_of_utc = std::chrono::seconds(*parse_integer(words[3]));
  facts.host = words[4];
  facts.paths = words_of(words[5], ',');
  facts.tags = words_of(words[6], ',');
  return facts;
}

void print_plan(const RetentionQuestion& question) {
  const auto plans = plan_retention(question);
  if (!plans) std::cout << "refused\t" << plans.error().detail << '\n';
  for (const GroupPlan& plan : plans.value_or(std::vector<GroupPlan>())) {
    for (const Kept& kept : plan.keep) {
      std::string reasons;
      for (const std::string& reason : kept.reasons) reasons += (reasons.empty() ? "" : "|") + reason;
      std::cout << "keep\t" << kept.id.hex() << '\t' << reasons << '\n';
    }
    for (const auto& id : plan.forget) std::cout << "forget\t" << id.hex() << '\n';
    for (const SetAside& aside : plan.set_aside) std::cout << "aside\t" << aside.id.hex() << '\n';
  }
}

}  // namespace

int main() {
  ExcludeOptions options;
  RetentionQuestion question;
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> words = words_of(line, '\t');
    const std::string& what = words.at(0);
    if (what == "exclude") options.patterns.push_back(words.at(1));
    if (what == "iexclude") options.caseless_patterns.push_back(words.at(1));
    if (what == "path") {
      const Excludes excludes = Excludes::make(options).value();
      std::cout << (is_left_out(excludes, words.at(1)) ? "left_out\t" : "saved\t") << words.at(1) << '\n';
    }
    if (what == "now") question.now = Instant(std::chrono::milliseconds(*parse_integer(words.at(1))));
    if (what == "keep") set_rule(question.policy, words.at(1), words.at(2));
    if (what == "keep-tag") question.policy.tags.push_back(words_of(words.at(1), ','));
    if (what == "snapshot") question.snapshots.push_back(facts_of(words));
    if (what == "plan") print_plan(question);
  }
}
