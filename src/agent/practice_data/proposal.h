#pragma once

#include "agent/database_copies.h"
#include "agent/practice_data/coverage.h"

namespace digue::agent {

/// What a plan would have to name so that nothing that was found is left out.
struct Proposal {
  std::vector<std::string> folders;       ///< sorted
  std::vector<plan::Database> databases;  ///< without ids
  std::vector<FoundData> silent;          ///< data of servers that would not tell which databases they have
  std::vector<FoundData> found;           ///< all that is in no plan yet: what the rest comes from
  bool empty() const { return folders.empty() && databases.empty() && silent.empty(); }
};

/// Servers are asked for the names of their databases, as their administrator.
Proposal propose(const DataSearch& search, const plan::Plans& plans, const std::vector<std::string>& roots,
                 const DatabaseAccess& access);

/// The names of the databases in this computer's own server, without the engine's own. Errors: `not_found` (no client
/// program), `unavailable` (it does not run, or does not let us in), `unsupported` (SQLite has no server).
Result<std::vector<std::string>> database_names(plan::Engine engine, const DatabaseAccess& access);

}  // namespace digue::agent
