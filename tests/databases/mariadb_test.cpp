#include "backup/sources/mariadb.h"

#include "real_servers.h"

namespace digue::backup {
namespace {

using test::all_of;
using test::content;
using test::patient;

constexpr const char* cabinet = "--help`cabinet";

/// A practice's server, in which a payment has always one line of history.
struct Mariadb {
  test::RealComputer computer;
  std::unique_ptr<TrialServer> server = mariadb_trial(computer.tools, computer.server_folder(), cabinet);
  DatabaseTools tools{computer.programs, computer.files, computer.user_id};

  Mariadb() {
    REQUIRE(server->start());
    say("CREATE DATABASE `--help``cabinet`; USE `--help``cabinet`;"
        "CREATE TABLE payments (id int AUTO_INCREMENT PRIMARY KEY, cents int) ENGINE=InnoDB;"
        "CREATE TABLE history (id int AUTO_INCREMENT PRIMARY KEY, payment int, note text) ENGINE=InnoDB;"
        "INSERT INTO payments (cents) SELECT seq FROM seq_1_to_150000;"
        "INSERT INTO history (payment, note) SELECT seq, repeat(md5(seq), 4) FROM seq_1_to_150000;"
        "UPDATE history SET note = 'CANARI Patience' WHERE id = 7");
  }

  std::string socket() const { return computer.server_folder() + "/socket"; }

  DatabaseSource source() const {
    DatabaseSource source;
    source.name = cabinet;
    source.host = socket();
    source.user = "root";
    source.as = computer.account;
    return source;
  }

  std::vector<std::string> words(const std::string& sql) const {
    return {"mariadb", "--no-defaults", "--socket=" + socket(), "--user=root", "--batch", "--execute=" + sql};
  }

  void say(const std::string& sql) { computer.run(words(sql)); }

  Result<std::string> dump() {
    const auto content = open_mariadb(tools, source());
    return content ? all_of(**content) : std::unexpected(content.error());
  }

  OpenContent opens() {
    return [this] { return open_mariadb(tools, source()); };
  }

  Result<Answers> try_copy(const std::string& copy, const std::vector<std::string>& questions) {
    test::TextContent content(copy);
    return try_mariadb(computer.tools, cabinet, content, questions);
  }
};

TEST_CASE("MariaDB: what is saved while others write is one moment, and comes back through a repository") {
  Mariadb server;
  test::StreamedPractice practice;
  {
    const test::Writer writer(
        server.computer.account,
        server.words("USE `--help``cabinet`; START TRANSACTION; INSERT INTO payments (cents) VALUES (1);"
                     "INSERT INTO history (payment, note) VALUES (LAST_INSERT_ID(), 'new'); COMMIT"));
    writer.wait_for(2);
    practice.save({{"database-1.sql", server.opens()}});
    writer.wait_for(2);
  }
  CHECK(practice.failures.all.empty());
  machine::fake::MemoryFileTree into;
  practice.restore_last(into);
  const std::string copy = content(into, "/digue-databases/database-1.sql");
  CHECK(copy.find(patient) != std::string::npos);

  const auto answers =
      server.try_copy(copy, {"SELECT count(*) FROM payments", "SELECT count(*) FROM history",
                             "SELECT count(*) FROM payments WHERE id NOT IN (SELECT payment FROM history)",
                             "SELECT note FROM history WHERE id = 7", "SELECT count(*) FROM nothing"});
  REQUIRE(answers);
  CHECK(answers->at(0).value() >= 150'002);
  CHECK(answers->at(1).value() == answers->at(0).value());
  CHECK(answers->at(2).value() == 0);
  for (std::size_t i = 3; i < answers->size(); ++i) {
    CHECK(answers->at(i).error().code == ErrorCode::invalid_input);
    CHECK(answers->at(i).error().detail.find("CANARI") == std::string::npos);
  }
  CHECK(server.computer.has_no_trial());
}

TEST_CASE("MariaDB: the same database twice adds nothing, and one more payment adds little") {
  Mariadb server;
  test::StreamedPractice practice;
  const auto first = practice.save({{"database-1.sql", server.opens()}});
  const auto second = practice.save({{"database-1.sql", server.opens()}});
  CHECK(second.summary.data_added == 0);
  server.say("INSERT INTO `--help``cabinet`.payments (cents) VALUES (4200)");
  const auto third = practice.save({{"database-1.sql", server.opens()}});
  MESSAGE("MariaDB: ", first.summary.data_added, " bytes at first, then ", third.summary.data_added);
  CHECK(third.summary.data_added < first.summary.data_added / 2);
}

TEST_CASE("MariaDB: a server that stops in the middle leaves no whole copy") {
  Mariadb server;
  const auto content = open_mariadb(server.tools, server.source()).value();
  Bytes part(1000);
  REQUIRE(content->read(part).value() > 0);
  server.server.reset();
  CHECK(all_of(*content).error().code == ErrorCode::unavailable);
  CHECK(server.dump().error().code == ErrorCode::unavailable);
}

TEST_CASE("MariaDB: the password is in a file, and in no process's words or environment") {
  Mariadb server;
  server.say("CREATE USER secretary@localhost IDENTIFIED BY 'SESAME-TEST-1'; GRANT ALL ON *.* TO secretary@localhost");
  DatabaseSource source = server.source();
  source.as = {};
  source.user = "secretary";
  const auto with_file = [&](const std::string& password, std::filesystem::perms permissions) {
    source.password_file = server.computer.place.write("my.cnf", "[client]\npassword=" + password + "\n");
    std::filesystem::permissions(source.password_file, permissions);
    return open_mariadb(server.tools, source);
  };
  const auto own = std::filesystem::perms(0600);
  auto right = with_file("SESAME-TEST-1", own).value();
  Bytes part(1000);
  REQUIRE(right->read(part).value() > 0);
  CHECK_FALSE(test::any_process_tells("SESAME-TEST-1"));
  CHECK(test::any_process_tells("--defaults-extra-file="));  // the dump still runs, and was searched
  CHECK(all_of(*right));

  CHECK(all_of(*with_file("SESAME-TEST-2", own).value()).error().code == ErrorCode::unavailable);
  CHECK(with_file("SESAME-TEST-1", std::filesystem::perms(0640)).error().code == ErrorCode::denied);
}

TEST_CASE("MariaDB: a copy that asks its reader to run a program gets nothing run") {
  Mariadb server;
  const std::string mark = server.computer.place.path_of("ran");
  const std::string copy = server.dump().value();
  CHECK_FALSE(server.try_copy(copy + "\\! touch " + mark + "\nsystem touch " + mark + "\n", {}));
  CHECK_FALSE(std::filesystem::exists(mark));
  CHECK(server.try_copy("no copy at all;", {}).error().code == ErrorCode::damaged);
  CHECK(server.computer.has_no_trial());
}

}  // namespace
}  // namespace digue::backup
