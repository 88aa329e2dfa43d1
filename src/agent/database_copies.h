#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backup/sources/content_stream.h"
#include "machine/file_tree.h"
#include "machine/process_stream.h"
#include "machine/processes.h"
#include "plan/plans.h"

namespace digue::agent {

/// Where the copies of databases stand in a snapshot. No disk has that folder.
inline constexpr std::string_view databases_folder = "/digue-databases";

/// The name of a database's copy in that folder: "database-1.dump", ".sql" or ".sqlite".
std::string copy_name(const plan::Database& database);

/// The database of the plan whose copy stands at that path of a snapshot; nullptr for every other path.
const plan::Database* database_at(const plan::Plan& plan, std::string_view path);

/// How databases are reached. All of it outlives what is made with it, and any thread may call it.
struct DatabaseAccess {
  machine::ProcessStreams& programs;
  machine::Processes& processes;  ///< tells which account is an engine's administrator
  machine::FileTree& files;
  std::uint32_t user_id = 0;  ///< ours
  /// The folder of the secrets that the system's manager hands to this service (systemd.exec(5), LoadCredential=);
  /// empty where there is none.
  std::string credentials;
};

/// The copies of the plan's databases, to be read while they are saved. Each asks its server when it is opened, and
/// never says `not_found`: what an archive finds gone, it passes over.
///
/// The rights of who asks: a password file is read with ours. Without one, and by this computer's own socket, the
/// engine lets in whom the system vouches for (PostgreSQL: peer; MariaDB: unix_socket): then the program that copies
/// has the rights of the account that the plan names, or of the engine's administrator, if we are root.
std::vector<backup::StreamedFile> streamed_copies(const plan::Plan& plan, const DatabaseAccess& access);

/// Whose rights a program needs that asks this computer's own server as its administrator; none: ours. Errors as
/// backup::account_named.
Result<std::optional<machine::Account>> engine_account(plan::Engine engine, const DatabaseAccess& access);

/// Whether it gives the first bytes of its copy. Errors as its stream's.
Result<void> try_to_copy(const plan::Database& database, const DatabaseAccess& access);

/// The folders in which files of databases lie, as far as the plan tells.
std::vector<std::string> folders_of_databases(const plan::Plan& plan);

}  // namespace digue::agent
