#pragma once

#include <set>
#include <string>
#include <vector>

#include "posture/facts.h"

namespace digue::posture {

/// What a question answered, and what it looked at.
struct Reply {
  database::Value value;              ///< the one value of the one row
  std::set<std::string> tables_read;  ///< from SQLite's authorizer: also those whose rows did not matter
};

/// A question of three values: "holds" and "applies". It may read the fact tables and call every(), nothing else: no
/// min, max, count, no clock. Any answer but 1, 0 or NULL, or more or less than one row, is a `bug`.
Result<Reply> ask_yes_no(FactTables& facts, const std::string& sql);

/// A question whose one answer is a word or NULL: "because".
Result<std::optional<std::string>> ask_word(FactTables& facts, const std::string& sql);

struct AnswerTable {
  std::vector<std::string> columns;
  std::vector<database::Row> rows;
};

/// A question whose answer is shown: "evidence", and what a person types. Reads only, bounded in time and rows.
Result<AnswerTable> ask_rows(FactTables& facts, const std::string& sql);

/// Makes every(x) known to a connection: 0 if any row is 0; else NULL if any row is NULL or there is no row; else 1.
/// min() would skip the unknown and an empty table would satisfy NOT EXISTS: both would reassure wrongly.
void define_every(database::Connection& connection);

}  // namespace digue::posture
