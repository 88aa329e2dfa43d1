#include "database/statement.h"

#include <sqlite3.h>

#include "database/sqlite_error.h"
#include "database/sqlite_value.h"

namespace digue::database {

Statement::~Statement() { sqlite3_finalize(handle_); }

namespace {

struct Bind {
  sqlite3_stmt* statement;
  int position;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, position); }
  int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, position, number); }
  int operator()(double number) const { return sqlite3_bind_double(statement, position, number); }
  int operator()(const std::string& text) const {
    return sqlite3_bind_text64(statement, position, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  int operator()(const Bytes& bytes) const {
    return bytes.empty() ? sqlite3_bind_zeroblob(statement, position, 0)
                         : sqlite3_bind_blob64(statement, position, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  }
};

}  // namespace

Result<void> Statement::bind(int position, const Value& value) {
  const int code = std::visit(Bind{handle_, position}, value);
  if (code != SQLITE_OK) return std::unexpected(error_from(sqlite3_db_handle(handle_), code));
  return {};
}

// What sqlite3_reset answers is the error that step already told.
void Statement::reset() { static_cast<void>(sqlite3_reset(handle_)); }

Result<bool> Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(error_from(sqlite3_db_handle(handle_), code));
}

Row Statement::row() const {
  Row row;
  const int count = sqlite3_data_count(handle_);
  for (int i = 0; i < count; ++i) row.push_back(value_from(sqlite3_column_value(handle_, i)));
  return row;
}

std::vector<std::string> Statement::columns() const {
  std::vector<std::string> names;
  const int count = sqlite3_column_count(handle_);
  names.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) names.emplace_back(sqlite3_column_name(handle_, i));
  return names;
}

bool Statement::is_read_only() const { return sqlite3_stmt_readonly(handle_) != 0; }

}  // namespace digue::database
