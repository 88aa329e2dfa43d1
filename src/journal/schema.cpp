#include "journal/schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "journal/rows.h"

namespace digue::journal {

using database::Connection;
using database::Row;

namespace {

constexpr std::string_view version_1 = R"sql(
CREATE TABLE entries(
  number   INTEGER PRIMARY KEY,  -- 1, 2, 3
  at       INTEGER NOT NULL,     -- milliseconds since 1970, UTC
  kind     TEXT NOT NULL,
  body     TEXT NOT NULL,        -- one line of JSON
  previous BLOB NOT NULL,        -- the hash of the entry before; 32 zeros for the first
  hash     BLOB NOT NULL
) STRICT;
CREATE TABLE head(
  only   INTEGER PRIMARY KEY CHECK (only = 1),
  number INTEGER NOT NULL,
  hash   BLOB NOT NULL,
  seal   BLOB NOT NULL,          -- HMAC-SHA-256 of number and hash
  claim  BLOB NOT NULL           -- of the entry that is being written, until the head is moved to it
) STRICT;
CREATE TABLE personal(
  token TEXT PRIMARY KEY NOT NULL,  -- hexadecimal SHA-256 of salt and words
  salt  BLOB NOT NULL,
  words TEXT NOT NULL
) STRICT;
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entries_come_in_order BEFORE INSERT ON entries
WHEN NEW.number <= (SELECT coalesce(max(number), 0) FROM entries)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
)sql";

constexpr std::array all_migrations = {version_1};

Result<std::int64_t> number_of(Connection& connection, const std::string& sql) {
  const std::vector<Row> rows = TRY(connection.query(sql));
  const auto* number = rows.size() == 1 ? std::get_if<std::int64_t>(&rows.front().at(0)) : nullptr;
  if (number == nullptr) return failure(ErrorCode::damaged, "no number: " + sql);
  return *number;
}

/// Everything that the scripts made: type, name and the SQL of each table, index, trigger and view.
Result<std::vector<Row>> objects_of(Connection& connection) {
  return connection.query("SELECT type, name, sql FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'");
}

Result<void> run(Connection& connection, Migrations scripts) {
  for (const std::string_view script : scripts) TRY(connection.execute(std::string(script)));
  return {};
}

/// The triggers that are missing. Anything else that differs is `damaged`: what a stranger planted in the file must not
/// run when we write.
Result<std::vector<std::string>> missing_triggers(Connection& connection, Migrations migrations) {
  Connection model = TRY(Connection::in_memory());
  TRY(run(model, migrations));
  const std::vector<Row> wanted = TRY(objects_of(model));
  const std::vector<Row> found = TRY(objects_of(connection));
  std::vector<std::string> missing;
  for (const Row& object : wanted) {
    if (std::ranges::count(found, object) == 1) continue;
    if (object.at(0) != database::Value("trigger")) return failure(ErrorCode::damaged, "a table is not the journal's");
    missing.push_back(std::get<std::string>(object.at(2)));
  }
  if (found.size() + missing.size() != wanted.size()) {
    return failure(ErrorCode::damaged, "there is more in the file than a journal has");
  }
  return missing;
}

Result<void> check_version(std::int64_t version, Migrations migrations) {
  if (version <= static_cast<std::int64_t>(migrations.size())) return {};
  return failure(ErrorCode::unsupported, fmt::format("the journal has version {}", version));
}

}  // namespace

Migrations migrations() { return all_migrations; }

Result<std::int64_t> version_of(Connection& connection) {
  const std::int64_t application = TRY(number_of(connection, "PRAGMA application_id"));
  const std::int64_t version = TRY(number_of(connection, "PRAGMA user_version"));
  const std::int64_t objects = TRY(number_of(connection, "SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && version == 0 && objects == 0) return 0;
  if (application != application_id) return failure(ErrorCode::damaged, "a database, but not a journal");
  if (version < 1) return failure(ErrorCode::damaged, "a journal without a version");
  return version;
}

Result<void> bring_up_to_date(Connection& connection, Migrations migrations, const crypto::Secret& key) {
  TRY(check_version(TRY(version_of(connection)), migrations));
  // Taken even when there is nothing to do: a file that may only be read is found out now.
  database::Transaction transaction = TRY(database::Transaction::begin(connection));
  const std::int64_t version = TRY(version_of(connection));  // another process may have been faster
  TRY(check_version(version, migrations));
  TRY(run(connection, migrations.subspan(static_cast<std::size_t>(version))));
  if (version < static_cast<std::int64_t>(migrations.size())) {
    TRY(connection.execute(
        fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, migrations.size())));
  }
  if (version == 0) TRY(write_head(connection, {}, key));
  for (const std::string& trigger : TRY(missing_triggers(connection, migrations))) TRY(connection.execute(trigger));
  return transaction.commit();
}

Result<void> check_readable(Connection& connection, Migrations migrations) {
  const std::int64_t version = TRY(version_of(connection));
  if (version == 0) return failure(ErrorCode::not_found, "nothing was ever written there");
  TRY(check_version(version, migrations));
  if (version < static_cast<std::int64_t>(migrations.size())) {
    return failure(ErrorCode::unsupported, "the journal must be upgraded before it can be read");
  }
  TRY(missing_triggers(connection, migrations));
  return {};
}

}  // namespace digue::journal
