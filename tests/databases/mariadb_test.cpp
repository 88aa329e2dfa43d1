#include "backup/sources/mariadb.h"

#include "practice_server.h"

namespace digue::backup {
namespace {

using test::all_of;

constexpr const char* cabinet = "--help`cabinet";

struct Mariadb final : test::PracticeServer {
  Mariadb() {
    start(mariadb_trial(computer.tools, computer.server_folder(), cabinet));
    computer.run(client("CREATE DATABASE `--help``cabinet`"));
    say("CREATE TABLE payments (id int AUTO_INCREMENT PRIMARY KEY, cents int) ENGINE=InnoDB;"
        "CREATE TABLE history (id int AUTO_INCREMENT PRIMARY KEY, payment int, note text) ENGINE=InnoDB;"
        "INSERT INTO payments (cents) SELECT seq FROM seq_1_to_150000;"
        "INSERT INTO history (payment, note) SELECT seq, repeat(md5(seq), 4) FROM seq_1_to_150000;"
        "UPDATE history SET note = 'CANARI Patience' WHERE id = 7");
  }

  std::string socket() const { return computer.server_folder() + "/socket"; }

  std::vector<std::string> client(const std::string& sql) const {
    return {"mariadb", "--no-defaults", "--socket=" + socket(), "--user=root", "--batch", "--execute=" + sql};
  }

  DatabaseSource source() const override {
    DatabaseSource source;
    source.name = cabinet;
    source.host = socket();
    source.user = "root";
    source.as = computer.account;
    return source;
  }

  std::vector<std::string> words(const std::string& sql) const override {
    return client("USE `--help``cabinet`; " + sql);
  }

  Result<std::unique_ptr<ContentStream>> open(const DatabaseSource& source) override {
    return open_mariadb(tools, source);
  }

  Result<Answers> try_copy(const std::string& copy, const std::vector<std::string>& questions) override {
    test::TextContent content(copy);
    return try_mariadb(computer.tools, cabinet, content, questions);
  }
};

TEST_CASE("MariaDB: what is saved while others write is one moment, and comes back through a repository") {
  Mariadb server;
  test::check_one_moment(server,
                         "START TRANSACTION; INSERT INTO payments (cents) VALUES (1);"
                         "INSERT INTO history (payment, note) VALUES (LAST_INSERT_ID(), 'new'); COMMIT",
                         "database-1.sql",
                         "SELECT count(*) FROM payments WHERE id NOT IN (SELECT payment FROM history)");
}

TEST_CASE("MariaDB: the same database twice adds nothing, and one more payment adds little") {
  Mariadb server;
  test::StreamedPractice practice;
  const auto first = practice.save({{"database-1.sql", server.opens()}});
  const auto second = practice.save({{"database-1.sql", server.opens()}});
  CHECK(second.summary.data_added == 0);
  server.say("INSERT INTO payments (cents) VALUES (4200)");
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
  test::check_password_file(
      server, [](const std::string& password) { return "[client]\npassword=" + password + "\n"; },
      "--defaults-extra-file=");
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
