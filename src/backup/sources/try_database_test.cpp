#include "backup/sources/try_database.h"

#include <algorithm>

#include "backup/sources/sources_test.h"
#include "database/connection.h"
#include "machine/fake/file_tree.h"
#include "machine/fake/process_stream.h"
#include "support/temporary_folder.h"

namespace digue::backup {
namespace {

using machine::Command;
using machine::Output;
using test::TextContent;

class NoWaiting final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return now; }
  Result<void> sleep(std::chrono::milliseconds time) override {
    now += time;
    return {};
  }

  std::chrono::milliseconds now{0};
};

constexpr const char* pg = "/usr/lib/postgresql/15/bin/";

/// A computer on which both engines are installed, and a database that answers 7.
struct Trial {
  test::AnsweredProcesses processes;
  machine::fake::ScriptedStreams programs;
  machine::fake::MemoryFileTree files;
  NoWaiting sleeper;
  TrialTools tools{processes, programs, files, sleeper, {"65534", "nobody", "", ""}, "/var/tmp"};

  Trial() {
    files.put_file(std::string(pg) + "initdb", "");
    files.put_file("/usr/lib/postgresql/9.6/bin/initdb", "");
    files.put_file("/usr/lib/postgresql/13/bin/initdb", "");
    for (const char* name : {"postgres", "pg_restore"}) programs.programs[std::string(pg) + name] = {};
    for (const char* name : {"mariadbd", "mariadb"}) programs.programs[name] = {};
    processes.answer = [](const Command&) { return Output{0, "7\n"}; };
  }

  Result<Answers> ask(const std::vector<std::string>& questions) {
    TextContent dump("the dump");
    return try_postgresql(tools, dump, questions);
  }

  /// How often a program was run, by the end of its path.
  std::ptrdiff_t runs(const std::string& program) const {
    return std::ranges::count_if(processes.asked, [&](const Command& c) { return c.words.front().ends_with(program); });
  }

  bool is_removed() const {
    const auto& made = processes.asked.front().words;
    const auto& removed = processes.asked.back().words;
    return made.front() == "install" && removed.front() == "rm" && made.back() == removed.back();
  }
};

TEST_CASE("a copy is restored, asked, and its server stopped and removed") {
  Trial trial;
  const Answers answers = trial.ask({"SELECT count(*) FROM agenda", "with x as (select 1) select * from x;"}).value();
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].value() == 7);
  CHECK(answers[1].value() == 7);
  CHECK(trial.programs.fed == "the dump");
  CHECK(trial.runs("pg_ctl") == 1);
  CHECK(trial.is_removed());
}

TEST_CASE("everything of a trial but its folder is done as its account, and nothing listens on a network") {
  Trial trial;
  TextContent dump("the dump");
  REQUIRE(trial.ask({"SELECT 1"}));
  REQUIRE(try_mariadb(trial.tools, "cabinet", dump, {"SELECT 1"}));
  for (const Command& command : trial.processes.asked) {
    const bool is_ours = command.words.front() == "install" || command.words.front() == "rm";
    CHECK(command.as.has_value() == !is_ours);
  }
  for (const auto& command : trial.programs.started) CHECK(command.as == trial.tools.account);
  const auto has_word = [](const machine::StreamCommand& command, std::string_view word) {
    return std::ranges::find(command.words, word) != command.words.end();
  };
  CHECK(has_word(trial.programs.started.at(0), "listen_addresses="));
  CHECK(has_word(trial.programs.started.at(2), "--skip-networking"));
}

TEST_CASE("whatever goes wrong, nothing of a trial is left") {
  const Error broken{ErrorCode::unavailable, "broken"};
  struct Case {
    std::string program;
    ErrorCode expected;
  };
  for (const Case& fails : {Case{"initdb", ErrorCode::unavailable}, Case{"psql", ErrorCode::unavailable}}) {
    Trial trial;
    trial.processes.answer = [&](const Command& command) {
      return Output{command.words.front().ends_with(fails.program) ? 1 : 0, ""};
    };
    CHECK(trial.ask({"SELECT 1"}).error().code == fails.expected);
    CHECK(trial.is_removed());
  }
  Trial damaged;
  damaged.programs.programs[std::string(pg) + "pg_restore"].exit_code = 1;
  CHECK(damaged.ask({"SELECT 1"}).error().code == ErrorCode::damaged);
  CHECK(damaged.runs("pg_ctl") == 1);
  CHECK(damaged.is_removed());
  Trial cut;
  TextContent dump("half", broken);
  CHECK(try_postgresql(cut.tools, dump, {"SELECT 1"}).error().detail == "broken");
  CHECK(cut.is_removed());
}

TEST_CASE("a folder that could not be removed is said") {
  Trial trial;
  trial.processes.answer = [](const Command& command) { return Output{command.words.front() == "rm" ? 1 : 0, "7"}; };
  CHECK(trial.ask({"SELECT 1"}).error().code == ErrorCode::unavailable);
}

TEST_CASE("without the engine's programs a trial is unsupported, and leaves nothing") {
  Trial trial;
  trial.files.drop("/usr/lib/postgresql");
  CHECK(trial.ask({"SELECT 1"}).error().code == ErrorCode::unsupported);
  CHECK(trial.is_removed());
  Trial without;
  without.programs.programs.erase("mariadbd");
  TextContent dump("");
  CHECK(try_mariadb(without.tools, "cabinet", dump, {}).error().code == ErrorCode::unsupported);
  CHECK(without.is_removed());
}

TEST_CASE("only one SELECT is asked, and only one number comes out") {
  Trial trial;
  std::string said = "7";
  trial.processes.answer = [&](const Command&) { return Output{0, said}; };
  for (const char* wrong : {"", "DELETE FROM acts", "\\! id", "SELECT 1; DELETE FROM acts", "SELECT '\\'"}) {
    CAPTURE(wrong);
    CHECK(trial.ask({wrong}).value().at(0).error().code == ErrorCode::invalid_input);
  }
  for (const char* text : {"CANARI Patience", "", "7\n8", "7.5", "7|8"}) {
    said = text;
    const Answers answers = trial.ask({"SELECT name FROM patients"}).value();
    CHECK(answers.at(0).error().code == ErrorCode::invalid_input);
    CHECK(answers.at(0).error().detail.find("CANARI") == std::string::npos);
  }
}

TEST_CASE("a trial's folder must leave room for a socket's path") {
  Trial trial;
  for (const std::string& folder : {std::string("var/tmp"), "/" + std::string(60, 'x')}) {
    trial.tools.folder = folder;
    CHECK(trial.ask({}).error().code == ErrorCode::invalid_input);
  }
  CHECK(trial.processes.asked.empty());
}

TEST_CASE("a restored SQLite file is checked, asked, and not changed") {
  const digue::test::TemporaryFolder place;
  const std::string path = place.path_of("copy");
  {
    auto connection = database::Connection::open(path, database::Mode::create).value();
    REQUIRE(connection.execute("CREATE TABLE patients (name TEXT); INSERT INTO patients VALUES ('CANARI Patience')"));
  }
  const Answers answers =
      try_sqlite(path, {"SELECT count(*) FROM patients", "SELECT name FROM patients", "SELECT count(*) FROM missing",
                        "DELETE FROM patients", "WITH x AS (SELECT 1) DELETE FROM patients"})
          .value();
  CHECK(answers.at(0).value() == 1);
  for (std::size_t i = 1; i < answers.size(); ++i) {
    CHECK_FALSE(answers[i]);
    CHECK(answers[i].error().detail.find("CANARI") == std::string::npos);
  }
  CHECK(try_sqlite(path, {"SELECT count(*) FROM patients"}).value().at(0).value() == 1);
}

TEST_CASE("a SQLite file whose pages do not fit together is damaged") {
  const digue::test::TemporaryFolder place;
  const std::string path = place.path_of("copy");
  {
    auto connection = database::Connection::open(path, database::Mode::create).value();
    REQUIRE(
        connection.execute("PRAGMA page_size=512; CREATE TABLE acts (note TEXT); CREATE INDEX i ON acts (note);"
                           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                           "INSERT INTO acts SELECT hex(randomblob(50)) FROM n"));
  }
  {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(512 * 20);
    file << std::string(512, '\x55');
  }
  CHECK(try_sqlite(path, {}).error().code == ErrorCode::damaged);
  CHECK(try_sqlite(place.write("text", std::string(10'000, 'x')), {}).error().code == ErrorCode::damaged);
  CHECK(try_sqlite(place.path_of("missing"), {}).error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace digue::backup
