#include "backup/sources/postgresql.h"

#include "practice_server.h"

namespace digue::backup {
namespace {

using test::all_of;
using test::content;

/// A name that asks for trouble.
constexpr const char* cabinet = "-d'cabinet=\\";

struct Postgresql final : test::PracticeServer {
  Postgresql() {
    start(postgresql_trial(computer.tools, computer.server_folder()));
    say_to("postgres", "CREATE DATABASE \"-d'cabinet=\\\"");
    say("CREATE TABLE payments (id serial PRIMARY KEY, cents int);"
        "CREATE TABLE history (id serial PRIMARY KEY, payment int REFERENCES payments, note text);");
    // Neither the program's pipe nor this test's first part holds it all.
    say("INSERT INTO payments (cents) SELECT i FROM generate_series(1, 150000) i;"
        "INSERT INTO history (payment, note) SELECT i, repeat(md5(i::text), 4) FROM generate_series(1, 150000) i;"
        "UPDATE history SET note = 'CANARI Patience' WHERE id = 7");
  }

  DatabaseSource named(const std::string& name) const {
    DatabaseSource source;
    source.name = name;
    source.host = computer.server_folder();
    source.port = 5432;
    source.user = "digue";
    source.as = computer.account;
    return source;
  }

  DatabaseSource source() const override { return named(cabinet); }

  std::vector<std::string> client(const std::string& name, const std::string& sql) const {
    return {"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", postgresql_connection(named(name)), "-c", sql};
  }

  std::vector<std::string> words(const std::string& sql) const override { return client(cabinet, sql); }

  void say_to(const std::string& name, const std::string& sql) { computer.run(client(name, sql)); }

  Result<std::unique_ptr<ContentStream>> open(const DatabaseSource& source) override {
    return open_postgresql(tools, source);
  }

  Result<Answers> try_copy(const std::string& copy, const std::vector<std::string>& questions) override {
    test::TextContent content(copy);
    return try_postgresql(computer.tools, content, questions);
  }
};

TEST_CASE("PostgreSQL: what is saved while others write is one moment, and comes back through a repository") {
  Postgresql server;
  test::check_one_moment(
      server,
      "WITH p AS (INSERT INTO payments (cents) VALUES (1) RETURNING id) "
      "INSERT INTO history (payment, note) SELECT id, 'new' FROM p",
      "database-1.dump",
      "SELECT count(*) FROM payments p FULL JOIN history h ON h.payment = p.id WHERE p.id IS NULL OR h.id IS NULL");
}

TEST_CASE("PostgreSQL: a copy after one more payment adds little to the repository") {
  Postgresql server;
  test::StreamedPractice practice;
  const auto first = practice.save({{"database-1.dump", server.opens()}});
  server.say("INSERT INTO payments (cents) VALUES (4200)");
  const auto second = practice.save({{"database-1.dump", server.opens()}});
  MESSAGE("PostgreSQL: ", first.summary.data_added, " bytes at first, then ", second.summary.data_added);
  CHECK(second.summary.data_added < first.summary.data_added / 4);
}

TEST_CASE("PostgreSQL: a server that stops in the middle leaves no file in the snapshot") {
  Postgresql server;
  test::StreamedPractice practice;
  const OpenContent stops = [&]() -> Result<std::unique_ptr<ContentStream>> {
    class Stopping final : public ContentStream {
     public:
      Stopping(std::unique_ptr<ContentStream> content, Postgresql& server)
          : content_(std::move(content)), server_(server) {}
      Result<std::size_t> read(std::span<std::byte> into) override {
        const auto count = content_->read(into);
        server_.server.reset();
        return count;
      }

     private:
      std::unique_ptr<ContentStream> content_;
      Postgresql& server_;
    };
    auto content = TRY(open_postgresql(server.tools, server.source()));
    return std::make_unique<Stopping>(std::move(content), server);
  };
  practice.save({{"database-1.dump", stops}});
  REQUIRE(practice.failures.all.size() == 1);
  CHECK(practice.failures.all[0] == std::pair(std::string("/digue-databases/database-1.dump"), ErrorCode::unavailable));
  machine::fake::MemoryFileTree into;
  practice.restore_last(into);
  CHECK(into.open_source("/digue-databases").value()->names().value().empty());
  CHECK(content(into, "/cabinet/agenda.txt") == "lundi 9 h : DUPONT Test");

  CHECK(server.dump().error().code == ErrorCode::unavailable);  // and now that it is down
}

TEST_CASE("PostgreSQL: the password is in a file, and in no process's words or environment") {
  Postgresql server;
  server.say_to("postgres", "CREATE ROLE secretary LOGIN SUPERUSER PASSWORD 'SESAME-TEST-1'");
  const std::string rules = server.computer.server_folder() + "/data/pg_hba.conf";
  {
    std::ifstream old(rules, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(old), {});
    std::ofstream(rules, std::ios::binary) << "local all secretary scram-sha-256\n" << text;
  }
  server.say_to("postgres", "SELECT pg_reload_conf()");

  test::check_password_file(
      server, [](const std::string& password) { return "*:*:*:secretary:" + password + "\n"; }, "PGPASSFILE");
}

TEST_CASE("PostgreSQL: a copy that was cut or changed does not pass for one that restores") {
  Postgresql server;
  const std::string copy = server.dump().value();
  CHECK(server.try_copy(copy.substr(0, copy.size() / 2), {}).error().code == ErrorCode::damaged);
  CHECK(server.try_copy("no copy at all", {}).error().code == ErrorCode::damaged);
  CHECK(server.computer.has_no_trial());
  CHECK(open_postgresql(server.tools, server.named("no such database")).has_value());
  CHECK(all_of(*open_postgresql(server.tools, server.named("no such database")).value()).error().code ==
        ErrorCode::unavailable);
}

}  // namespace
}  // namespace digue::backup
