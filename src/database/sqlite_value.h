#pragma once

#include "database/statement.h"

struct sqlite3_value;

namespace digue::database {

/// A copy of what SQLite holds.
Value value_from(sqlite3_value* value);

}  // namespace digue::database
