#pragma once

#include "base/result.h"

struct sqlite3;

namespace digue::database {

/// SQLite's result code as one of ours, with its message as the detail. `handle` may be nullptr.
Error error_from(sqlite3* handle, int code);

}  // namespace digue::database
