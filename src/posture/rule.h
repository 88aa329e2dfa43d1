#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "json/value.h"

namespace digue::posture {

enum class RuleKind {
  measured,  ///< the machine answers
  assisted,  ///< the machine can say no; only a person can say yes
  declared,  ///< a person answers, and says it again before it expires
};

/// One rule: a file of content/rules. Its sentences are in texts::Texts under "rule.<id>.".
struct Rule {
  std::string id;        ///< as in "verrouillage-automatique"
  std::string leaflet;   ///< the row of the leaflet, as in "ONCD-03"; may be "" when the rule is ours
  bool is_ours = false;  ///< the leaflet does not ask for it
  RuleKind kind = RuleKind::measured;
  bool is_essential = false;           ///< the answer comes from the worst essential rule
  std::string holds;                   ///< SQL: 1 held, 0 to be corrected, NULL unknown; "" for a declared rule
  std::string waits;                   ///< SQL, asked when `holds` says 0: 1 when only a person's act is missing; ""
  std::string applies;                 ///< SQL: 0 when the rule has no object here; "" when it always applies
  std::string because;                 ///< SQL: the name of the sentence under "rule.<id>.because."; may be ""
  std::string evidence;                ///< SQL: the rows to show
  std::chrono::days confirmed_for{0};  ///< how long a confirmation lasts
};

/// The rules of content/, in the order of the leaflet. `bug` if the embedded content is broken.
Result<std::vector<Rule>> load_rules(const json::Value& content);

/// The rule of that id, nullptr if there is none.
const Rule* find_rule(const std::vector<Rule>& rules, std::string_view id);

}  // namespace digue::posture
