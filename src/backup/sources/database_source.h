#pragma once

#include <string>

#include "backup/sources/content_stream.h"
#include "machine/file_tree.h"
#include "machine/process_stream.h"

namespace digue::backup {

/// A database in a server.
struct DatabaseSource {
  std::string name;
  std::string host;  ///< empty: this computer's own socket; one that starts with "/" says where that is
  int port = 0;      ///< 0: the engine's own
  std::string user;  ///< empty: the name of the account that asks
  /// A file in the engine's own form (pgpass, my.cnf), empty where none is needed. The program that asks is told its
  /// path; what is in it never passes through here.
  std::string password_file;
  /// Whose rights the program that asks has: those of the engine's administrator, for its own socket. Empty: ours.
  std::optional<machine::Account> as;
};

/// How databases are reached.
struct DatabaseTools {
  machine::ProcessStreams& programs;
  machine::FileTree& files;
  std::uint32_t user_id = 0;  ///< ours, for files that nobody else may read
};

/// `invalid_input` for what no server could mean: no name, a NUL, a port that is none, a password file for an account
/// that could not read it.
Result<void> check_source(const DatabaseSource& source);

/// Whether a file with a password is a regular file that its owner `user_id` alone can open. `denied` if not,
/// `not_found`. `invalid_input` if its path is not absolute.
Result<void> check_password_file(machine::FileTree& files, const std::string& path, std::uint32_t user_id);

/// What a program says, as content: only if it ends well, and its last bytes are `ending`. `unavailable` if it does
/// not.
Result<std::unique_ptr<ContentStream>> content_of_program(machine::ProcessStreams& programs,
                                                          const machine::StreamCommand& command, std::string ending);

}  // namespace digue::backup
