#include "posture/facts.h"

#include <fmt/core.h>

#include "posture/question.h"

namespace digue::posture {

Result<FactTables> FactTables::create(const json::Value& content, Names names, Instant now) {
  database::Connection connection = TRY(database::Connection::in_memory());
  TRY(connection.execute(TRY(content.text("facts_sql"))));
  const Day today = std::chrono::floor<std::chrono::days>(now);
  TRY(connection.query("INSERT INTO today VALUES (?)", {std::int64_t{today.time_since_epoch().count()}}));
  FactTables tables(std::move(connection), names);
  define_every(tables.connection_);
  TRY(tables.add({.table = "today"}, now));
  return tables;
}

Result<void> FactTables::add(const Reading& reading, Instant at) {
  for (const FactRow& row : reading.rows) {
    std::string columns;
    std::string places;
    std::vector<database::Value> values;
    for (const auto& [column, value] : row) {
      columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ", ", column);
      places += places.empty() ? "?" : ", ?";
      values.push_back(stored(value));
    }
    const auto inserted =
        connection_.query(fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})", reading.table, columns, places), values);
    if (!inserted) return failure(ErrorCode::bug, fmt::format("{}: {}", reading.table, inserted.error().detail));
  }
  database::Value reason;
  if (reading.incomplete) reason = std::string(name_of(*reading.incomplete));
  TRY(connection_.query("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)",
                        {std::string(reading.table), std::int64_t{reading.incomplete ? 0 : 1}, reason,
                         std::int64_t{at.time_since_epoch().count()}}));
  return {};
}

Result<std::vector<std::string>> FactTables::tables() {
  std::vector<std::string> names;
  for (const database::Row& row :
       TRY(connection_.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))) {
    names.push_back(std::get<std::string>(row.front()));
  }
  return names;
}

database::Value FactTables::stored(const Fact& fact) {
  if (const auto* number = std::get_if<std::int64_t>(&fact)) return *number;
  if (const auto* text = std::get_if<std::string>(&fact)) return *text;
  if (const auto* personal = std::get_if<Personal>(&fact)) {
    return names_ == Names::shown ? personal->text : stand_in(*personal);
  }
  return std::monostate();
}

std::string FactTables::stand_in(const Personal& personal) {
  std::string& name = stand_ins_[{personal.kind, personal.text}];
  if (name.empty()) name = fmt::format("{}-{}", personal.kind, ++counters_[personal.kind]);
  return name;
}

}  // namespace digue::posture
