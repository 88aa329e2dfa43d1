#include "backup/sources/postgresql.h"

#include "real_servers.h"

namespace digue::backup {
namespace {

using test::all_of;
using test::content;
using test::patient;

/// A name that asks for trouble.
constexpr const char* cabinet = "-d'cabinet=\\";

/// A practice's server, in which a payment has always one line of history.
struct Postgresql {
  test::RealComputer computer;
  std::unique_ptr<TrialServer> server = postgresql_trial(computer.tools, computer.server_folder());
  DatabaseTools tools{computer.programs, computer.files, computer.user_id};

  Postgresql() {
    REQUIRE(server->start());
    say("postgres", "CREATE DATABASE \"-d'cabinet=\\\"");
    say(cabinet,
        "CREATE TABLE payments (id serial PRIMARY KEY, cents int);"
        "CREATE TABLE history (id serial PRIMARY KEY, payment int REFERENCES payments, note text);");
    // Neither the program's pipe nor this test's first part holds it all.
    say(cabinet,
        "INSERT INTO payments (cents) SELECT i FROM generate_series(1, 150000) i;"
        "INSERT INTO history (payment, note) SELECT i, repeat(md5(i::text), 4) FROM generate_series(1, 150000) i;"
        "UPDATE history SET note = 'CANARI Patience' WHERE id = 7");
  }

  DatabaseSource source(const std::string& name = cabinet) const {
    DatabaseSource source;
    source.name = name;
    source.host = computer.server_folder();
    source.port = 5432;
    source.user = "digue";
    source.as = computer.account;
    return source;
  }

  std::vector<std::string> words(const std::string& name, const std::string& sql) const {
    return {"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", postgresql_connection(source(name)), "-c", sql};
  }

  void say(const std::string& name, const std::string& sql) { computer.run(words(name, sql)); }

  Result<std::string> dump() {
    const auto content = open_postgresql(tools, source());
    return content ? all_of(**content) : std::unexpected(content.error());
  }

  OpenContent opens() {
    return [this] { return open_postgresql(tools, source()); };
  }

  Result<Answers> try_copy(const std::string& copy, const std::vector<std::string>& questions) {
    test::TextContent content(copy);
    return try_postgresql(computer.tools, content, questions);
  }
};

TEST_CASE("PostgreSQL: what is saved while others write is one moment, and comes back through a repository") {
  Postgresql server;
  test::StreamedPractice practice;
  {
    const test::Writer writer(server.computer.account,
                              server.words(cabinet,
                                           "WITH p AS (INSERT INTO payments (cents) VALUES (1) RETURNING id) "
                                           "INSERT INTO history (payment, note) SELECT id, 'new' FROM p"));
    writer.wait_for(2);
    practice.save({{"database-1.dump", server.opens()}});
    writer.wait_for(2);
  }
  CHECK(practice.failures.all.empty());
  machine::fake::MemoryFileTree into;
  practice.restore_last(into);
  const std::string copy = content(into, "/digue-databases/database-1.dump");
  CHECK(copy.find(patient) != std::string::npos);  // what is searched for elsewhere is there

  const auto answers = server.try_copy(
      copy,
      {"SELECT count(*) FROM payments", "SELECT count(*) FROM history",
       "SELECT count(*) FROM payments p FULL JOIN history h ON h.payment = p.id WHERE p.id IS NULL OR h.id IS NULL",
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

TEST_CASE("PostgreSQL: a copy after one more payment adds little to the repository") {
  Postgresql server;
  test::StreamedPractice practice;
  const auto first = practice.save({{"database-1.dump", server.opens()}});
  server.say(cabinet, "INSERT INTO payments (cents) VALUES (4200)");
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
  server.say("postgres", "CREATE ROLE secretary LOGIN SUPERUSER PASSWORD 'SESAME-TEST-1'");
  const std::string rules = server.computer.server_folder() + "/data/pg_hba.conf";
  {
    std::ifstream old(rules, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(old), {});
    std::ofstream(rules, std::ios::binary) << "local all secretary scram-sha-256\n" << text;
  }
  server.say("postgres", "SELECT pg_reload_conf()");

  DatabaseSource source = server.source();
  source.as = {};
  source.user = "secretary";
  const auto with_file = [&](const std::string& text, std::filesystem::perms permissions) {
    source.password_file = server.computer.place.write("pgpass", text);
    std::filesystem::permissions(source.password_file, permissions);
    return open_postgresql(server.tools, source);
  };
  const auto own = std::filesystem::perms(0600);
  const std::string line = "*:*:*:secretary:SESAME-TEST-";
  auto right = with_file(line + "1\n", own).value();
  Bytes part(1000);
  REQUIRE(right->read(part).value() > 0);
  CHECK_FALSE(test::any_process_tells("SESAME-TEST-1"));
  CHECK(test::any_process_tells("PGPASSFILE"));  // the dump still runs, and is among those that were searched
  CHECK(all_of(*right));

  CHECK(all_of(*with_file(line + "2\n", own).value()).error().code == ErrorCode::unavailable);
  CHECK(with_file(line + "1\n", std::filesystem::perms(0640)).error().code == ErrorCode::denied);
}

TEST_CASE("PostgreSQL: a copy that was cut or changed does not pass for one that restores") {
  Postgresql server;
  const std::string copy = server.dump().value();
  CHECK(server.try_copy(copy.substr(0, copy.size() / 2), {}).error().code == ErrorCode::damaged);
  CHECK(server.try_copy("no copy at all", {}).error().code == ErrorCode::damaged);
  CHECK(server.computer.has_no_trial());
  CHECK(open_postgresql(server.tools, server.source("no such database")).has_value());
  CHECK(all_of(*open_postgresql(server.tools, server.source("no such database")).value()).error().code ==
        ErrorCode::unavailable);
}

}  // namespace
}  // namespace digue::backup
