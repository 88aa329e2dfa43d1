#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "database/connection.h"
#include "json/value.h"

namespace digue::posture {

/// A text that could name a person, a place or a thing of the practice. `kind` is what the stand-in says of it.
struct Personal {
  std::string kind;
  std::string text;

  bool operator==(const Personal&) const = default;
};

/// NULL (unknown), a whole number, a text of the system, a text of the practice.
using Fact = std::variant<std::monostate, std::int64_t, std::string, Personal>;

/// A value or NULL.
template <typename T>
Fact fact(const std::optional<T>& value) {
  if (!value) return std::monostate();
  return Fact(*value);
}
inline Fact fact(const std::optional<bool>& value) {
  if (!value) return std::monostate();
  return std::int64_t{*value ? 1 : 0};
}

/// Facts by the names of their columns; a column that is not named is NULL.
using FactRow = std::vector<std::pair<std::string_view, Fact>>;

/// What one probe found out for one table of facts.sql.
struct Reading {
  std::string_view table;
  std::vector<FactRow> rows = {};
  std::optional<ErrorCode> incomplete = std::nullopt;  ///< why rows or values may be missing; empty: read whole
};

/// Whether the tables hold the practice's own names or stand-ins for them.
enum class Names { stand_ins, shown };

/// The fact tables of one check, in memory. With Names::stand_ins no name of the practice ever enters them, so nothing
/// that is computed from them (findings, journal, exports) can tell one.
class FactTables {
 public:
  /// Empty tables, every reading missing. `content` is texts::embedded_content.
  static Result<FactTables> create(const json::Value& content, Names names, Instant now);

  /// `bug` when a row does not fit its table.
  Result<void> add(const Reading& reading, Instant at);

  /// The names of the tables, sorted, without SQLite's own.
  Result<std::vector<std::string>> tables();

  database::Connection& connection() { return connection_; }

 private:
  FactTables(database::Connection connection, Names names) : connection_(std::move(connection)), names_(names) {}

  database::Value stored(const Fact& fact);
  std::string stand_in(const Personal& personal);

  database::Connection connection_;
  Names names_;
  std::map<std::pair<std::string, std::string>, std::string> stand_ins_;
  std::map<std::string, int> counters_;
};

}  // namespace digue::posture
