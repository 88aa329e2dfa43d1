#include "database/sqlite_value.h"

#include <sqlite3.h>

namespace digue::database {

Value value_from(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: return sqlite3_value_int64(value);
    case SQLITE_FLOAT: return sqlite3_value_double(value);
    case SQLITE_TEXT: {
      const void* text = sqlite3_value_text(value);
      return std::string(static_cast<const char*>(text), static_cast<std::size_t>(sqlite3_value_bytes(value)));
    }
    case SQLITE_BLOB: {
      const auto* blob = static_cast<const std::byte*>(sqlite3_value_blob(value));
      return Bytes(blob, blob + sqlite3_value_bytes(value));
    }
    default: return std::monostate();
  }
}

}  // namespace digue::database
