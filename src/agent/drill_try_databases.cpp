#include <algorithm>

#include "agent/database_copies.h"
#include "agent/drill_trials.h"
#include "machine/identity.h"
#include "repository/tree.h"

namespace digue::agent {

using plan::Engine;
using repository::Node;

namespace {

/// A database takes more room than its copy: indexes, logs, and the server's own tables.
constexpr std::uint64_t room_for_a_byte = 3;
constexpr std::uint64_t room_for_a_server = std::uint64_t{256} * 1024 * 1024;

/// An account that owns nothing: what a forged copy makes its server do, it does as this one.
machine::Account nobody() { return {"65534", "nobody", "", "/nonexistent"}; }

class DatabasesTrial {
 public:
  DatabasesTrial(OpenCopy& copy, Trial& trial) : copy_(copy), trial_(trial) {}

  Result<void> run(const std::vector<const plan::Database*>& databases) {
    const std::vector<Node> copies = TRY(saved_copies());
    for (const plan::Database* database : databases) {
      const auto node = std::ranges::find(copies, copy_name(*database), &Node::name);
      if (node == copies.end() || !node->content) {
        note(*database, DatabaseOutcome::missing);
        continue;
      }
      trial_.snapshot_bytes += node->size;
      TRY(try_one(*database, *node));
    }
    return {};
  }

 private:
  /// What stands in the folder of the databases; nothing if there is none, or if it cannot be read.
  Result<std::vector<Node>> saved_copies() {
    repository::BlobTools tools = copy_.repository.make_tools();
    std::vector<Node> nodes = TRY(nodes_of(copy_.tree, tools));
    const auto folder = std::ranges::find(nodes, databases_folder.substr(1), &Node::name);
    if (folder == nodes.end() || !folder->subtree) return std::vector<Node>();
    return nodes_of(*folder->subtree, tools);
  }

  Result<std::vector<Node>> nodes_of(const repository::BlobId& tree, repository::BlobTools& tools) {
    const auto plain = copy_.repository.load_blob(repository::BlobType::tree, tree, tools);
    if (!plain && plain.error().code == ErrorCode::unavailable) return std::unexpected(plain.error());
    if (!plain) return std::vector<Node>();
    return repository::read_tree(*plain).value_or(std::vector<Node>());
  }

  Result<void> try_one(const plan::Database& database, const Node& node) {
    if (database.engine == Engine::sqlite) return try_file(database, node);
    const auto begun = copy_.tools.sleeper.elapsed();
    CopyStream stream(copy_.repository, *node.content, [this](std::uint64_t bytes) {
      copy_.observer.bytes_done(bytes);
      return copy_.goes_on();
    });
    const auto answers = ask_server(database, node, stream);
    if (stream.error() && !is_fault_of_data(*stream.error())) return std::unexpected(*stream.error());
    TRY(copy_.goes_on());
    trial_.restore.restoring_took += copy_.tools.sleeper.elapsed() - begun;
    if (answers) {
      trial_.restore.comparison.bytes += stream.bytes();
      trial_.databases.push_back(judge(database, *answers));
    } else {
      const bool is_bad = stream.error() || answers.error().code == ErrorCode::damaged;
      note(database, is_bad ? DatabaseOutcome::damaged : DatabaseOutcome::untried,
           stream.error() ? stream.error()->code : answers.error().code);
    }
    return {};
  }

  /// A part that is gone or broken is the fault of the copy; a place that does not answer is not.
  static bool is_fault_of_data(const Error& error) {
    return error.code == ErrorCode::damaged || error.code == ErrorCode::not_found;
  }

  Result<backup::Answers> ask_server(const plan::Database& database, const Node& node, CopyStream& stream) {
    if (machine::this_process().user_id != 0) return failure(ErrorCode::denied, "only root starts servers as nobody");
    TRY(copy_.has_room(node.size * room_for_a_byte + room_for_a_server, copy_.means.trials));
    TrialFolder folder =
        TRY(TrialFolder::make(copy_.means.processes, copy_.tools.files, copy_.state, copy_.means.trials));
    const backup::TrialTools trial{.processes = copy_.means.processes,
                                   .programs = copy_.means.programs,
                                   .files = copy_.tools.files,
                                   .sleeper = copy_.tools.sleeper,
                                   .account = nobody(),
                                   .folder = folder.path()};
    auto answers = database.engine == Engine::postgresql
                       ? backup::try_postgresql(trial, stream, questions_of(database))
                       : backup::try_mariadb(trial, database.name, stream, questions_of(database));
    if (!folder.remove()) copy_.is_copy_left = true;
    return answers;
  }

  /// SQLite has no server: its file is restored, compared, and asked where it lies.
  Result<void> try_file(const plan::Database& database, const Node& node) {
    const std::string path = std::string(databases_folder) + "/" + node.name;
    Choice choice;
    choice.selects = [path](const std::string& other, bool is_folder) {
      return is_folder ? other == databases_folder : other == path;
    };
    choice.files = 1;
    choice.bytes = node.size;
    Trial one;
    Result<backup::Answers> answers = failure(ErrorCode::not_found, "nothing was restored");
    const Result<void> tried = try_files(copy_, choice, one, [&](const std::string& folder) {
      answers = backup::try_sqlite(folder + path, questions_of(database));
    });
    if (!tried && tried.error().code != ErrorCode::full) return tried;
    trial_.restore.restoring_took += one.restore.restoring_took;
    trial_.restore.comparing_took += one.restore.comparing_took;
    if (!tried) {
      note(database, DatabaseOutcome::untried, tried.error().code);
    } else if (one.restore.unrestored > 0 || !one.restore.comparison.is_same()) {
      note(database, DatabaseOutcome::damaged);
    } else if (!answers) {
      const bool is_bad = answers.error().code == ErrorCode::damaged;
      note(database, is_bad ? DatabaseOutcome::damaged : DatabaseOutcome::untried, answers.error().code);
    } else {
      trial_.restore.comparison.bytes += one.restore.comparison.bytes;
      trial_.databases.push_back(judge(database, *answers));
    }
    return {};
  }

  void note(const plan::Database& database, DatabaseOutcome outcome, std::optional<ErrorCode> why = {}) {
    trial_.databases.push_back({.id = database.id, .outcome = outcome, .why = why, .answers = {}});
  }

  OpenCopy& copy_;
  Trial& trial_;
};

}  // namespace

Result<void> try_databases(OpenCopy& copy, const std::vector<const plan::Database*>& databases, Trial& trial) {
  trial.scope = Scope::databases;
  return DatabasesTrial(copy, trial).run(databases);
}

}  // namespace digue::agent
