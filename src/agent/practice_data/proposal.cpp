#include "agent/practice_data/proposal.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace digue::agent {

namespace {

constexpr std::chrono::seconds patience{20};

std::vector<std::string> words_for(plan::Engine engine) {
  if (engine == plan::Engine::mariadb) return {"mariadb", "--batch", "--skip-column-names", "--execute=SHOW DATABASES"};
  return {"psql", "-X",
          "-A",   "-t",
          "-d",   "postgres",
          "-c",   "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> 'postgres'"};
}

bool is_the_engines_own(std::string_view name) {
  constexpr std::array own = {"information_schema", "performance_schema", "mysql", "sys"};
  return std::ranges::find(own, name) != own.end();
}

std::string folder_of(const FoundData& data) {
  if (data.kind != DataKind::sqlite) return data.path;
  const std::size_t slash = data.path.rfind('/');
  return slash == 0 ? "/" : data.path.substr(0, slash);
}

void add_server(const FoundData& data, const DatabaseAccess& access, Proposal& proposal) {
  const auto engine = data.kind == DataKind::mariadb ? plan::Engine::mariadb : plan::Engine::postgresql;
  const auto is_known = [&](const plan::Database& database) { return database.engine == engine; };
  // A second cluster is asked under the same socket; it says nothing new.
  if (std::ranges::any_of(proposal.databases, is_known)) return;
  const auto names = database_names(engine, access);
  if (!names || names->empty()) return proposal.silent.push_back(data);
  for (const std::string& name : *names) proposal.databases.push_back({.name = name, .engine = engine});
}

}  // namespace

Result<std::vector<std::string>> database_names(plan::Engine engine, const DatabaseAccess& access) {
  if (engine == plan::Engine::sqlite) return failure(ErrorCode::unsupported, "no server");
  machine::Command command;
  command.words = words_for(engine);
  command.as = TRY(engine_account(engine, access));
  const auto output = TRY(access.processes.run(command, machine::Deadline::in(patience)));
  if (output.exit_code != 0) return failure(ErrorCode::unavailable, "the server does not answer");
  std::vector<std::string> names;
  for (const std::string_view line : split(output.text, '\n')) {
    if (!line.empty() && !is_the_engines_own(line)) names.emplace_back(line);
  }
  return names;
}

Proposal propose(const DataSearch& search, const plan::Plans& plans, const std::vector<std::string>& roots,
                 const DatabaseAccess& access) {
  Proposal proposal;
  proposal.found = uncovered(search, plans);
  std::set<std::string> folders;
  for (const FoundData& data : proposal.found) {
    if (is_server(data.kind)) {
      add_server(data, access, proposal);
    } else {
      if (data.kind == DataKind::sqlite) {
        proposal.databases.push_back({.name = data.path, .engine = plan::Engine::sqlite});
      }
      // Beside a database lie its pictures.
      folders.insert(folder_of(data));
    }
  }
  const auto merged = together(std::move(folders), roots);
  proposal.folders.assign(merged.begin(), merged.end());
  return proposal;
}

}  // namespace digue::agent
