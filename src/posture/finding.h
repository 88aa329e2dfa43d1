#pragma once

#include <optional>
#include <string>
#include <vector>

#include "posture/question.h"
#include "posture/rule.h"

namespace digue::posture {

/// What the facts say of a rule.
enum class Verdict {
  held,
  broken,
  waiting,  ///< nothing is wrong, and it is not held: a person has something to do that the machine will see
  unknown,
  not_applicable
};

std::string_view name_of(Verdict verdict);
std::optional<Verdict> verdict_from(std::string_view name);

/// A table that the rule needed and that could not be read whole.
struct Gap {
  std::string table;
  std::string reason;  ///< the name of an ErrorCode; "not_found" when nothing read that table

  bool operator==(const Gap&) const = default;
};

/// The answer of one rule over the facts of one check.
struct Finding {
  std::string rule;
  Verdict verdict = Verdict::unknown;
  std::optional<std::string> because;  ///< which of the rule's sentences says it best
  std::vector<Gap> gaps;               ///< why it is unknown, when reading is the reason
  AnswerTable evidence;
};

/// Asks the facts. A 1 counts only if every table that the question read was read whole, and so does the 0 of
/// "applies"; a 0 of "holds" stands, unless "waits" says 1
/// over tables that were read whole. A declared rule has no finding: `invalid_input`. A wrong question is a `bug`.
Result<Finding> find(FactTables& facts, const Rule& rule);

}  // namespace digue::posture
