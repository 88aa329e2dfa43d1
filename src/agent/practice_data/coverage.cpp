#include "agent/practice_data/coverage.h"

#include <algorithm>

#include "backup/exclude.h"
#include "base/text.h"

namespace digue::agent {

namespace {

/// Whether the patterns leave out something on the way from a plan's folder to what lies in it.
bool is_left_out(const backup::Excludes& excludes, const std::string& folder, const std::string& path) {
  auto place = excludes.at(folder);
  const std::size_t below = folder == "/" ? 1 : folder.size() + 1;
  if (path.size() <= below) return false;
  for (const std::string_view name : split(std::string_view(path).substr(below), '/')) {
    if (excludes.leaves_out_name(place, name)) return true;
    place = excludes.below(place, name);
  }
  return false;
}

bool is_in_folders(const plan::Plan& plan, const std::string& path) {
  const auto excludes = backup::Excludes::make({.patterns = plan.excludes});
  if (!excludes) return false;
  return std::ranges::any_of(plan.folders, [&](const std::string& folder) {
    const bool is_there = path == folder || path.starts_with(folder == "/" ? folder : folder + "/");
    return is_there && !is_left_out(*excludes, folder, path);
  });
}

bool is_own_database(const plan::Database& database, const FoundData& data) {
  const bool is_here = database.host.empty() || database.host.starts_with('/');
  switch (data.kind) {
    case DataKind::postgresql: return is_here && database.engine == plan::Engine::postgresql;
    case DataKind::mariadb: return is_here && database.engine == plan::Engine::mariadb;
    case DataKind::sqlite: return database.engine == plan::Engine::sqlite && database.name == data.path;
    default: return false;
  }
}

}  // namespace

bool is_covered(const FoundData& data, const plan::Plans& plans) {
  return std::ranges::any_of(plans.plans, [&](const plan::Plan& plan) {
    const bool is_named = std::ranges::any_of(
        plan.databases, [&](const plan::Database& database) { return is_own_database(database, data); });
    // The files of a server that runs are no copy of it.
    return is_named || (!is_server(data.kind) && is_in_folders(plan, data.path));
  });
}

std::vector<FoundData> uncovered(const DataSearch& search, const plan::Plans& plans) {
  std::vector<FoundData> left;
  for (const FoundData& data : search.found) {
    if (!is_covered(data, plans)) left.push_back(data);
  }
  return left;
}

posture::Reading practice_data_facts(const DataSearch& search, const PlanFile& file) {
  posture::Reading reading{.table = "practice_data"};
  reading.incomplete = search.cut;
  if (file.fault && !reading.incomplete) reading.incomplete = ErrorCode::invalid_input;
  struct Counted {
    std::int64_t found = 0;
    std::int64_t uncovered = 0;
  };
  std::map<DataKind, Counted> kinds;
  for (const FoundData& data : search.found) {
    Counted& counted = kinds[data.kind];
    ++counted.found;
    if (!is_covered(data, file.plans)) ++counted.uncovered;
  }
  for (const auto& [kind, counted] : kinds) {
    reading.rows.push_back({{"kind", std::string(name_of(kind))},
                            {"found", counted.found},
                            {"uncovered", counted.uncovered},
                            {"covered", posture::fact(std::optional(counted.uncovered == 0))}});
  }
  return reading;
}

}  // namespace digue::agent
