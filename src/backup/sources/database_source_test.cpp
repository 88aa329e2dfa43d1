#include "backup/sources/database_source.h"

#include <algorithm>

#include "backup/sources/engine_account.h"
#include "backup/sources/mariadb.h"
#include "backup/sources/postgresql.h"
#include "backup/sources/sources_test.h"
#include "machine/fake/file_tree.h"
#include "machine/fake/process_stream.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryFileTree;
using machine::fake::ScriptedStreams;

struct Server {
  ScriptedStreams programs;
  MemoryFileTree files;
  DatabaseTools tools{programs, files, 0};

  void say(const std::string& program, const std::string& output, int exit_code = 0) {
    programs.programs[program] = {.output = output, .exit_code = exit_code};
  }
};

DatabaseSource named(const std::string& name) {
  DatabaseSource source;
  source.name = name;
  return source;
}

bool has_word(const machine::StreamCommand& command, std::string_view word) {
  return std::ranges::find(command.words, word) != command.words.end();
}

TEST_CASE("a dump is what the program says, if it ends well") {
  Server server;
  server.say("pg_dump", std::string(25'000, 'p'));
  CHECK(test::all_of(*open_postgresql(server.tools, named("cabinet")).value()).value() == std::string(25'000, 'p'));
  server.say("pg_dump", std::string(25'000, 'p'), 1);
  CHECK(test::all_of(*open_postgresql(server.tools, named("cabinet")).value()).error().code == ErrorCode::unavailable);
  server.programs.programs["pg_dump"].breaks = Error{ErrorCode::unavailable, "silence"};
  CHECK(test::all_of(*open_postgresql(server.tools, named("cabinet")).value()).error().detail == "silence");
}

TEST_CASE("a dump of MariaDB without its last line is not whole, whatever the program says") {
  Server server;
  server.say("mariadb-dump", "CREATE TABLE x;\n-- Dump completed\n");
  CHECK(test::all_of(*open_mariadb(server.tools, named("cabinet")).value()).value().starts_with("CREATE"));
  for (const char* cut : {"", "CREATE TABLE x;\n", "CREATE TABLE x;\n-- Dump completed"}) {
    server.say("mariadb-dump", cut);
    CHECK(test::all_of(*open_mariadb(server.tools, named("cabinet")).value()).error().code == ErrorCode::unavailable);
  }
}

TEST_CASE("without the engine's programs there is no dump") {
  Server server;
  CHECK(open_postgresql(server.tools, named("cabinet")).error().code == ErrorCode::not_found);
  CHECK(open_mariadb(server.tools, named("cabinet")).error().code == ErrorCode::not_found);
}

TEST_CASE("a name of PostgreSQL stays one value, whatever is in it") {
  DatabaseSource source = named("-x='\\ host=evil");
  source.host = "/run/a b";
  source.port = 5433;
  source.user = "o'brien";
  CHECK(postgresql_connection(source) == R"(dbname='-x=\'\\ host=evil' host='/run/a b' port=5433 user='o\'brien')");
  CHECK(postgresql_connection(named("postgresql://elsewhere/x")) == "dbname='postgresql://elsewhere/x'");
}

TEST_CASE("a name of MariaDB is no option") {
  const auto words = mariadb_dump(named("--help")).words;
  REQUIRE(words.size() > 2);
  CHECK(words.back() == "--help");
  CHECK(words[words.size() - 2] == "--");
}

TEST_CASE("MariaDB reads its password file before any other option, and no socket where a host is named") {
  DatabaseSource source = named("cabinet");
  source.password_file = "/etc/digue/my.cnf";
  source.host = "localhost";
  const auto command = mariadb_dump(source);
  CHECK(command.words[1] == "--defaults-extra-file=/etc/digue/my.cnf");
  CHECK(has_word(command, "--protocol=tcp"));
  source.host = "/run/mysqld/other.sock";
  CHECK(has_word(mariadb_dump(source), "--socket=/run/mysqld/other.sock"));
}

TEST_CASE("a password reaches neither the words nor the environment") {
  Server server;
  server.files.put_file("/etc/digue/pgpass", "*:*:*:*:SECRET-TEST");
  server.files.metadata("/etc/digue/pgpass").permissions = 0600;
  server.say("pg_dump", "dump");
  DatabaseSource source = named("cabinet");
  source.password_file = "/etc/digue/pgpass";
  REQUIRE(open_postgresql(server.tools, source));
  const machine::StreamCommand& command = server.programs.started.at(0);
  CHECK(command.environment == std::vector<std::pair<std::string, std::string>>{{"PGPASSFILE", "/etc/digue/pgpass"}});
  for (const std::string& word : command.words) CHECK(word.find("SECRET") == std::string::npos);
}

TEST_CASE("a password file that others may open, or that is not ours, is not used") {
  Server server;
  server.say("pg_dump", "dump");
  server.say("mariadb-dump", "dump");
  server.files.put_file("/etc/digue/pgpass", "x");
  server.files.put_link("/etc/digue/link", "pgpass");
  DatabaseSource source = named("cabinet");
  source.password_file = "/etc/digue/pgpass";
  for (const std::uint32_t permissions : {0604U, 0640U, 0666U, 0602U, 0610U}) {
    server.files.metadata("/etc/digue/pgpass").permissions = permissions;
    CHECK(open_postgresql(server.tools, source).error().code == ErrorCode::denied);
    CHECK(open_mariadb(server.tools, source).error().code == ErrorCode::denied);
  }
  server.files.metadata("/etc/digue/pgpass").permissions = 0600;
  CHECK(open_postgresql(server.tools, source));
  server.files.metadata("/etc/digue/pgpass").user_id = 1000;
  CHECK(open_postgresql(server.tools, source).error().code == ErrorCode::denied);
  source.password_file = "/etc/digue/link";
  CHECK(open_postgresql(server.tools, source).error().code == ErrorCode::denied);
  source.password_file = "/etc/digue/missing";
  CHECK(open_postgresql(server.tools, source).error().code == ErrorCode::not_found);
  source.password_file = "pgpass";
  CHECK(open_postgresql(server.tools, source).error().code == ErrorCode::invalid_input);
  CHECK(server.programs.started.size() == 1);
}

TEST_CASE("a source that no server could mean is refused before anything is started") {
  Server server;
  std::vector<DatabaseSource> wrong(4, named("cabinet"));
  wrong[0].name = "";
  wrong[1].name = std::string("a\0b", 3);
  wrong[2].port = 65536;
  wrong[3].as = machine::Account{"110", "postgres", "", "/"};
  wrong[3].password_file = "/etc/digue/pgpass";
  for (const DatabaseSource& source : wrong) {
    CHECK(open_postgresql(server.tools, source).error().code == ErrorCode::invalid_input);
    CHECK(open_mariadb(server.tools, source).error().code == ErrorCode::invalid_input);
  }
  CHECK(server.programs.started.empty());
}

TEST_CASE("the account of an engine is found by its name") {
  test::AnsweredProcesses processes;
  const auto deadline = machine::Deadline::in(std::chrono::seconds(10));
  processes.answer = [](const machine::Command&) {
    return machine::Output{0, "postgres:x:110:118:Administrator,,,:/var/lib/postgresql:/bin/bash\n"};
  };
  CHECK(account_named(processes, "postgres", deadline).value() ==
        machine::Account{"110", "postgres", "Administrator,,,", "/var/lib/postgresql"});
  CHECK(account_named(processes, "mysql", deadline).error().code == ErrorCode::unavailable);
  CHECK(account_named(processes, "110", deadline).error().code == ErrorCode::invalid_input);
  processes.answer = [](const machine::Command&) { return machine::Output{2, ""}; };
  CHECK(account_named(processes, "postgres", deadline).error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace digue::backup
