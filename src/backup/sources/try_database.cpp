#include "backup/sources/try_database.h"

#include <algorithm>

#include "backup/sources/trial_server.h"
#include "base/text.h"
#include "crypto/random.h"
#include "database/connection.h"

namespace digue::backup {

namespace {

using machine::Deadline;

constexpr std::size_t max_folder_bytes = 60;
/// Of SQLite's virtual machine: minutes, for a table of millions of rows.
constexpr int max_question_steps = 2'000'000'000;

/// One SELECT. Nothing that a client program would take for an order to itself.
bool is_question(const std::string& text) {
  std::string_view words = trim(text);
  if (words.ends_with(';')) words = trim(words.substr(0, words.size() - 1));
  const std::string first = lower_ascii(words.substr(0, 6));
  return (first == "select" || first.starts_with("with")) &&
         words.find_first_of(std::string_view(";\\\0", 3)) == std::string_view::npos;
}

Result<void> run_as_us(const TrialTools& tools, std::vector<std::string> words) {
  const auto output = TRY(tools.processes.run({std::move(words), {}}, Deadline::in(std::chrono::minutes(10))));
  if (output.exit_code != 0) return failure(ErrorCode::unavailable, "a folder could not be made or removed");
  return {};
}

Answers ask_all(TrialServer& server, const std::vector<std::string>& questions) {
  Answers answers;
  for (const std::string& question : questions) {
    answers.push_back(is_question(question) ? server.ask(question)
                                            : failure(ErrorCode::invalid_input, "a question is one SELECT"));
  }
  return answers;
}

Result<Answers> load_and_ask(TrialServer& server, ContentStream& dump, const std::vector<std::string>& questions) {
  TRY(server.start());
  TRY(server.load(dump));
  return ask_all(server, questions);
}

using MakeServer = std::function<std::unique_ptr<TrialServer>(const std::string& folder)>;

/// In a folder that is gone when this returns.
Result<Answers> try_server(const TrialTools& tools, const MakeServer& make, ContentStream& dump,
                           const std::vector<std::string>& questions) {
  if (!tools.folder.starts_with('/') || tools.folder.size() > max_folder_bytes) {
    return failure(ErrorCode::invalid_input, "no short absolute path for a trial");
  }
  const std::string folder = tools.folder + "/digue-trial-" + to_hex(crypto::random_bytes(8));
  TRY(run_as_us(tools, {"install", "--directory", "--mode=0700", "--owner=" + tools.account.id, "--", folder}));
  auto server = make(folder);
  auto answers = load_and_ask(*server, dump, questions);
  server.reset();
  TRY(run_as_us(tools, {"rm", "--recursive", "--force", "--one-file-system", "--", folder}));
  return answers;
}

Result<std::int64_t> ask_sqlite(database::Connection& connection, const std::string& question) {
  if (!is_question(question)) return failure(ErrorCode::invalid_input, "a question is one SELECT");
  const auto rows = connection.query(question, {}, 1);
  if (!rows) return failure(rows.error().code, "the question does not fit the database");
  const bool is_one = rows->size() == 1 && rows->front().size() == 1;
  const auto* number = is_one ? std::get_if<std::int64_t>(&rows->front().front()) : nullptr;
  if (number == nullptr) return failure(ErrorCode::invalid_input, "the answer is not one number");
  return *number;
}

}  // namespace

Result<Answers> try_postgresql(const TrialTools& tools, ContentStream& dump,
                               const std::vector<std::string>& questions) {
  return try_server(tools, [&](const std::string& folder) { return postgresql_trial(tools, folder); }, dump, questions);
}

Result<Answers> try_mariadb(const TrialTools& tools, const std::string& name, ContentStream& dump,
                            const std::vector<std::string>& questions) {
  return try_server(
      tools, [&](const std::string& folder) { return mariadb_trial(tools, folder, name); }, dump, questions);
}

Result<Answers> try_sqlite(const std::string& path, const std::vector<std::string>& questions) {
  auto connection = TRY(database::Connection::open(path, database::Mode::read_only));
  const auto findings = connection.query("PRAGMA integrity_check(1)", {}, 1);
  if (!findings) return failure(findings.error().code, "the copy cannot be checked");
  const bool is_well = findings->size() == 1 && findings->front() == database::Row{std::string("ok")};
  if (!is_well) return failure(ErrorCode::damaged, "the copy does not fit together");
  connection.set_guard([](const database::Access& access) { return access.kind != database::Access::Kind::other; });
  connection.set_step_limit(max_question_steps);
  Answers answers;
  for (const std::string& question : questions) answers.push_back(ask_sqlite(connection, question));
  return answers;
}

}  // namespace digue::backup
