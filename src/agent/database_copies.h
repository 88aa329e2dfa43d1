#pragma once

#include <string>

#include "plan/plans.h"

namespace digue::agent {

/// Where the copies of a plan's databases stand in a snapshot.
inline constexpr std::string_view databases_folder = "/digue-databases";

/// As what a database stands there: "database-1.dump".
inline std::string copy_name(const plan::Database& database) {
  switch (database.engine) {
    case plan::Engine::postgresql: return database.id + ".dump";
    case plan::Engine::mariadb: return database.id + ".sql";
    case plan::Engine::sqlite: return database.id + ".sqlite";
  }
  return database.id;
}

}  // namespace digue::agent
