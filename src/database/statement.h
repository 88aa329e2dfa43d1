#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3_stmt;

namespace digue::database {

/// What SQLite can hold: NULL, INTEGER, REAL, TEXT, BLOB.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
using Row = std::vector<Value>;

/// A prepared statement. It must die before its connection.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Gives the n-th "?" its value, from 1.
  Result<void> bind(int position, const Value& value);

  /// Ready to be given values and stepped again; it keeps the values it has.
  void reset();

  /// The next row: true if there is one.
  Result<bool> step();
  /// The present row.
  Row row() const;

  std::vector<std::string> columns() const;
  /// Whether it can change nothing in the database.
  bool is_read_only() const;

 private:
  sqlite3_stmt* handle_;
};

}  // namespace digue::database
