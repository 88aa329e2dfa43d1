#include "backup/sources/trial_server.h"

namespace digue::backup {

namespace {

class MariadbTrial final : public TrialServer {
 public:
  MariadbTrial(const TrialTools& tools, const std::string& folder, const std::string& name)
      : tools_(tools), folder_(folder), name_(name) {}
  MariadbTrial(const MariadbTrial&) = delete;
  MariadbTrial& operator=(const MariadbTrial&) = delete;

  ~MariadbTrial() override {
    if (server_ != nullptr) static_cast<void>(run_for_trial(tools_, client("mariadb-admin", {"shutdown"})));
  }

  Result<void> start() override {
    TRY(run_for_trial(tools_, {"mariadb-install-db", "--no-defaults", "--datadir=" + folder_ + "/data",
                               "--auth-root-authentication-method=normal", "--skip-test-db"}));
    machine::StreamCommand command;
    command.words = {"mariadbd",
                     "--no-defaults",
                     "--datadir=" + folder_ + "/data",
                     "--socket=" + socket(),
                     "--pid-file=" + folder_ + "/pid",
                     "--tmpdir=" + folder_,
                     "--log-error=" + folder_ + "/log",
                     "--skip-networking",
                     "--innodb-buffer-pool-size=64M",
                     "--innodb-flush-log-at-trx-commit=0",
                     "--max-allowed-packet=1073741824",
                     "--secure-file-priv=" + folder_ + "/data"};
    command.as = tools_.account;
    auto server = tools_.programs.start(command);
    if (!server && server.error().code == ErrorCode::not_found) {
      return failure(ErrorCode::unsupported, "no server of MariaDB is installed");
    }
    if (!server) return std::unexpected(server.error());
    server_ = *std::move(server);
    return wait_for_server(tools_, client("mariadb-admin", {"ping"}));
  }

  Result<void> load(ContentStream& dump) override {
    // In binary mode the client does nothing that a copy could ask of itself, as running a program.
    return load_into_trial(
        tools_, client("mariadb", {"--binary-mode", "--local-infile=0", "--max-allowed-packet=1073741824"}), dump);
  }

  Result<std::int64_t> ask(const std::string& question) override {
    return number_from_trial(tools_, client("mariadb", {"--batch", "--skip-column-names", "--binary-mode",
                                                        "--init-command=SET SESSION TRANSACTION READ ONLY",
                                                        "--database=" + name_, "--execute=" + question}));
  }

 private:
  std::string socket() const { return folder_ + "/socket"; }

  std::vector<std::string> client(const std::string& program, const std::vector<std::string>& further) const {
    std::vector<std::string> words = {program, "--no-defaults", "--socket=" + socket(), "--user=root"};
    words.insert(words.end(), further.begin(), further.end());
    return words;
  }

  const TrialTools& tools_;
  std::string folder_;
  std::string name_;
  std::unique_ptr<machine::ProcessStream> server_;
};

}  // namespace

std::unique_ptr<TrialServer> mariadb_trial(const TrialTools& tools, const std::string& folder,
                                           const std::string& name) {
  return std::make_unique<MariadbTrial>(tools, folder, name);
}

}  // namespace digue::backup
