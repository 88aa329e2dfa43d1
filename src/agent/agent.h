#pragma once

#include <functional>
#include <string>
#include <vector>

#include "agent/plan_file.h"
#include "journal/journal.h"
#include "machine/machine.h"
#include "posture/standing.h"

namespace digue::agent {

/// Tables that neither the machine nor the journal alone can fill, as they are now: the places of copies.
using MoreFacts = std::function<Result<std::vector<posture::Reading>>()>;

/// Puts the rooms together: asks the machine, judges the rules, writes down what happened, and tells where each rule
/// stands. Everything it is given must outlive it. Belongs to one thread.
class Agent {
 public:
  /// `content` is texts::embedded_content, `rules` come from it; `plans` are what the practice planned. Without
  /// `more_facts` their tables are not read, and what asks them is unknown.
  Agent(machine::Machine& machine, journal::Journal& journal, const json::Value& content,
        const std::vector<posture::Rule>& rules, PlanFile plans = {}, MoreFacts more_facts = {})
      : machine_(machine),
        journal_(journal),
        content_(content),
        rules_(rules),
        plans_(std::move(plans)),
        more_facts_(std::move(more_facts)) {}

  /// Measures this machine, judges these rules (all if empty; declared ones are skipped) and journals the findings.
  Result<std::vector<posture::Finding>> check(const std::vector<std::string>& ids = {});

  /// Where every rule stands now, from the journal alone: nothing is measured.
  Result<std::vector<posture::Standing>> standings();

  /// All facts of this machine now. With Names::shown they are for the eyes of the person who asked, and for nothing
  /// else.
  Result<posture::FactTables> facts(posture::Names names);

  /// `by` says that the rule's statement is true; it lasts as long as the rule says. `invalid_input` for a measured
  /// rule or an empty name, `not_found` for an unknown rule.
  Result<void> confirm(std::string_view rule, const std::string& by);

  /// The rule is left alone until the end of that day, at most a year away. `invalid_input` for a day that is over or
  /// too far, or without a name or a reason.
  Result<void> set_aside(std::string_view rule, const std::string& by, const std::string& why, Day until);
  /// The rule counts again. `not_found` if it was not set aside.
  Result<void> end_set_aside(std::string_view rule);

 private:
  Result<const posture::Rule*> rule_of(std::string_view id) const;

  machine::Machine& machine_;
  journal::Journal& journal_;
  const json::Value& content_;
  const std::vector<posture::Rule>& rules_;
  PlanFile plans_;
  MoreFacts more_facts_;
};

}  // namespace digue::agent
