#include <algorithm>

#include "backup/sources/postgresql.h"
#include "backup/sources/trial_server.h"
#include "base/text.h"

namespace digue::backup {

namespace {

constexpr const char* role = "digue";

/// Debian keeps the programs of each version apart. Those of the newest one: it reads the copies of all older ones.
Result<std::string> program_folder(machine::FileTree& files) {
  const std::string versions = "/usr/lib/postgresql";
  const auto folder = files.open_source(versions);
  const auto names = folder ? (*folder)->names() : std::unexpected(folder.error());
  std::int64_t newest = 0;
  if (names) {
    for (const std::string& name : *names) {
      const auto version = parse_integer(name);
      const auto programs = files.open_source(versions + "/" + name + "/bin");
      if (version && programs && (*programs)->status("initdb")) newest = std::max(newest, *version);
    }
  }
  if (newest == 0) return failure(ErrorCode::unsupported, "no server of PostgreSQL is installed");
  return versions + "/" + std::to_string(newest) + "/bin/";
}

class PostgresqlTrial final : public TrialServer {
 public:
  PostgresqlTrial(const TrialTools& tools, const std::string& folder) : tools_(tools), folder_(folder) {}
  PostgresqlTrial(const PostgresqlTrial&) = delete;
  PostgresqlTrial& operator=(const PostgresqlTrial&) = delete;

  ~PostgresqlTrial() override {
    if (server_ == nullptr) return;
    // It gives back the shared memory, which a killed one would leave. Whatever comes of it, the server is killed
    // after.
    static_cast<void>(run_for_trial(
        tools_, {programs_ + "pg_ctl", "stop", "--mode=immediate", "--wait", "--timeout=60", "--pgdata=" + data()}));
  }

  Result<void> start() override {
    programs_ = TRY(program_folder(tools_.files));
    TRY(run_for_trial(tools_, {programs_ + "initdb", "--pgdata=" + data(), "--username=" + std::string(role),
                               "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"}));
    machine::StreamCommand command;
    command.words = {programs_ + "postgres", "-D", data()};
    for (const std::string& setting :
         {std::string("listen_addresses="), "unix_socket_directories=" + folder_, std::string("port=5432"),
          std::string("fsync=off"), std::string("full_page_writes=off"), std::string("shared_buffers=32MB"),
          std::string("max_connections=8"), std::string("jit=off"), std::string("logging_collector=off"),
          std::string("archive_mode=off")}) {
      command.words.insert(command.words.end(), {"-c", setting});
    }
    command.as = tools_.account;
    server_ = TRY(tools_.programs.start(command));
    TRY(wait_for_server(tools_, question("postgres", "SELECT 1")));
    return run_for_trial(tools_, question("postgres", "CREATE DATABASE trial TEMPLATE template0"));
  }

  Result<void> load(ContentStream& dump) override {
    return load_into_trial(
        tools_,
        {programs_ + "pg_restore", "--format=custom", "--no-owner", "--no-acl", "--no-tablespaces", "--no-publications",
         "--no-subscriptions", "--exit-on-error", "--no-password", "--dbname=" + connection("trial")},
        dump);
  }

  Result<std::int64_t> ask(const std::string& text) override {
    return number_from_trial(tools_, question("trial", text, " options='-c default_transaction_read_only=on'"));
  }

 private:
  std::string data() const { return folder_ + "/data"; }

  std::string connection(const std::string& database) const {
    return postgresql_connection({database, folder_, 5432, role, {}, {}});
  }

  std::vector<std::string> question(const std::string& database, const std::string& text,
                                    const std::string& options = "") const {
    return {programs_ + "psql", "--no-psqlrc",   "--tuples-only",         "--no-align",
            "--quiet",          "--no-password", "--set=ON_ERROR_STOP=1", "--dbname=" + connection(database) + options,
            "--command=" + text};
  }

  const TrialTools& tools_;
  std::string folder_;
  std::string programs_;
  std::unique_ptr<machine::ProcessStream> server_;
};

}  // namespace

std::unique_ptr<TrialServer> postgresql_trial(const TrialTools& tools, const std::string& folder) {
  return std::make_unique<PostgresqlTrial>(tools, folder);
}

}  // namespace digue::backup
