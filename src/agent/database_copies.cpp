#include "agent/database_copies.h"

#include <array>

#include "backup/sources/engine_account.h"
#include "backup/sources/mariadb.h"
#include "backup/sources/postgresql.h"
#include "backup/sources/sqlite.h"

namespace digue::agent {

namespace {

using backup::ContentStream;
using backup::DatabaseSource;

/// A directory server may have to be asked.
constexpr std::chrono::seconds patience_with_accounts{20};

std::string_view ending_of(plan::Engine engine) {
  switch (engine) {
    case plan::Engine::postgresql: return "dump";
    case plan::Engine::mariadb: return "sql";
    case plan::Engine::sqlite: return "sqlite";
  }
  return "";
}

std::string path_of(const plan::Database& database) {
  return std::string(databases_folder) + "/" + copy_name(database);
}

/// A path, or a name in the folder of credentials.
Result<std::string> password_file_of(const plan::Database& database, const DatabaseAccess& access) {
  const std::string& named = database.password_file;
  if (named.empty() || named.starts_with('/')) return named;
  if (access.credentials.empty()) return failure(ErrorCode::denied, "this program was handed no credentials");
  return access.credentials + "/" + named;
}

/// The account of that name, or none.
Result<std::optional<machine::Account>> account_if_any(const std::string& name, const DatabaseAccess& access) {
  auto account = backup::account_named(access.processes, name, machine::Deadline::in(patience_with_accounts));
  if (account) return *std::move(account);
  if (account.error().code == ErrorCode::not_found) return std::nullopt;
  return std::unexpected(account.error());
}

Result<std::optional<machine::Account>> account_to_ask(const plan::Database& database, const DatabaseAccess& access) {
  const bool is_own_socket = database.host.empty() || database.host.starts_with('/');
  if (access.user_id != 0 || !is_own_socket) return std::nullopt;
  if (database.user.empty()) return engine_account(database.engine, access);
  return account_if_any(database.user, access);  // none: a user whom only the engine knows
}

Result<DatabaseSource> source_of(const plan::Database& database, const DatabaseAccess& access) {
  DatabaseSource source;
  source.name = database.name;
  source.host = database.host;
  source.port = database.port;
  source.user = database.user;
  source.password_file = TRY(password_file_of(database, access));
  if (source.password_file.empty()) source.as = TRY(account_to_ask(database, access));
  return source;
}

Result<std::unique_ptr<ContentStream>> open_copy(const plan::Database& database, const DatabaseAccess& access) {
  if (database.engine == plan::Engine::sqlite) return backup::open_sqlite(database.name);
  const DatabaseSource source = TRY(source_of(database, access));
  const backup::DatabaseTools tools{access.programs, access.files, access.user_id};
  return database.engine == plan::Engine::postgresql ? backup::open_postgresql(tools, source)
                                                     : backup::open_mariadb(tools, source);
}

}  // namespace

std::string copy_name(const plan::Database& database) {
  return database.id + "." + std::string(ending_of(database.engine));
}

const plan::Database* database_at(const plan::Plan& plan, std::string_view path) {
  for (const plan::Database& database : plan.databases) {
    if (path_of(database) == path) return &database;
  }
  return nullptr;
}

std::vector<backup::StreamedFile> streamed_copies(const plan::Plan& plan, const DatabaseAccess& access) {
  std::vector<backup::StreamedFile> copies;
  for (const plan::Database& database : plan.databases) {
    copies.push_back({copy_name(database), [database, access]() -> Result<std::unique_ptr<ContentStream>> {
                        auto content = open_copy(database, access);
                        if (content || content.error().code != ErrorCode::not_found) return content;
                        return failure(ErrorCode::unavailable, content.error().detail);
                      }});
  }
  return copies;
}

Result<std::optional<machine::Account>> engine_account(plan::Engine engine, const DatabaseAccess& access) {
  if (access.user_id != 0) return std::nullopt;
  // MariaDB lets root in too.
  if (engine == plan::Engine::mariadb) return account_if_any("mysql", access);
  return TRY(backup::account_named(access.processes, "postgres", machine::Deadline::in(patience_with_accounts)));
}

Result<void> try_to_copy(const plan::Database& database, const DatabaseAccess& access) {
  const auto content = TRY(open_copy(database, access));
  std::array<std::byte, 1024> first{};
  static_cast<void>(TRY(content->read(first)));
  return {};
}

std::vector<std::string> folders_of_databases(const plan::Plan& plan) {
  std::vector<std::string> folders;
  for (const plan::Database& database : plan.databases) {
    if (database.engine != plan::Engine::sqlite) continue;
    const std::size_t slash = database.name.rfind('/');
    folders.push_back(slash == 0 ? "/" : database.name.substr(0, slash));
  }
  return folders;
}

}  // namespace digue::agent
