#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backup/sources/content_stream.h"
#include "machine/file_tree.h"
#include "machine/process_stream.h"
#include "machine/processes.h"
#include "machine/sleeper.h"

namespace digue::backup {

/// What a throw-away server needs.
struct TrialTools {
  machine::Processes& processes;
  machine::ProcessStreams& programs;
  machine::FileTree& files;
  machine::Sleeper& sleeper;
  /// Whose rights the server has: an account that owns nothing, for what a forged dump makes it do, it does as this
  /// one. Not root, and not the account of the real server.
  machine::Account account;
  /// Where its own folder is made, for this account alone, and removed. The account must be able to pass through. It
  /// must have room for the whole database; its path is at most 60 bytes long, for there is a socket in it.
  std::string folder;
};

/// What came of each question, in their order: its one number, or why there is none. Nothing else of a database comes
/// out of a trial, in no error either.
using Answers = std::vector<Result<std::int64_t>>;

/// Restores the copy of a database into a server made for it, which nobody but its account and root can reach (a socket
/// in its folder, no network), asks, and removes it all again, whatever went wrong. A question is one SELECT.
///
/// Errors: `unsupported` (the engine's programs are missing), `damaged` (the copy does not restore), those of `dump`,
/// `unavailable` (the server does not start; also when something is left behind, which may hold the data in clear).
Result<Answers> try_postgresql(const TrialTools& tools, ContentStream& dump, const std::vector<std::string>& questions);
/// `name` is that of the database, which the copy itself makes again.
Result<Answers> try_mariadb(const TrialTools& tools, const std::string& name, ContentStream& dump,
                            const std::vector<std::string>& questions);

/// The same of a restored SQLite file, opened where it is and never changed: `PRAGMA integrity_check` first, which is
/// `damaged` unless all is well.
Result<Answers> try_sqlite(const std::string& path, const std::vector<std::string>& questions);

}  // namespace digue::backup
