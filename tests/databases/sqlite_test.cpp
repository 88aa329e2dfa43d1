#include "backup/sources/sqlite.h"

#include "database/connection.h"
#include "real_servers.h"

namespace digue::backup {
namespace {

using test::content;

/// Pays once, in two tables and one transaction, as another program does.
constexpr const char* pay = R"python(
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], timeout=60)
with file:
    file.execute("INSERT INTO payments (cents) VALUES (1)")
    file.execute("INSERT INTO history (note) VALUES ('new')")
)python";

void make(const std::string& path, const std::string& journal) {
  auto connection = database::Connection::open(path, database::Mode::create).value();
  REQUIRE(connection.execute("PRAGMA journal_mode=" + journal +
                             "; CREATE TABLE payments (cents INTEGER); CREATE TABLE history (note TEXT);"
                             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
                             "INSERT INTO payments SELECT i FROM n;"
                             "INSERT INTO history SELECT hex(randomblob(300)) FROM payments;"
                             "UPDATE history SET note = 'CANARI Patience' WHERE rowid = 7"));
}

TEST_CASE("SQLite: what is saved while another program writes is one moment, and comes back through a repository") {
  for (const char* journal : {"WAL", "DELETE"}) {
    CAPTURE(journal);
    test::RealComputer computer;
    const std::string path = computer.place.path_of("cabinet.sqlite");
    make(path, journal);
    computer.account = {std::to_string(::geteuid()), "me", "", ""};
    test::StreamedPractice practice;
    {
      const test::Writer writer(computer.account, {"/usr/bin/python3", "-c", pay, path});
      writer.wait_for(2);
      practice.save({{"database-1.sqlite", [&] { return open_sqlite(path); }}});
      writer.wait_for(2);
    }
    CHECK(practice.failures.all.empty());
    machine::fake::MemoryFileTree into;
    practice.restore_last(into);
    const std::string copy = content(into, "/digue-databases/database-1.sqlite");
    CHECK(copy.find(test::patient) != std::string::npos);
    const auto answers = try_sqlite(
        computer.place.write("copy", copy),
        {"SELECT count(*) FROM payments", "SELECT count(*) FROM history", "SELECT note FROM history WHERE rowid = 7"});
    REQUIRE(answers);
    CHECK(answers->at(0).value() >= 30'002);
    CHECK(answers->at(1).value() == answers->at(0).value());
    CHECK(answers->at(2).error().code == ErrorCode::invalid_input);
    CHECK(answers->at(2).error().detail.find("CANARI") == std::string::npos);
  }
}

TEST_CASE("SQLite: a file of more than a gigabyte has a page that nobody writes, and its copy too") {
  const digue::test::TemporaryFolder place;
  const std::string path = place.path_of("large.sqlite");
  {
    auto connection = database::Connection::open(path, database::Mode::create).value();
    REQUIRE(connection.execute("PRAGMA synchronous=OFF; CREATE TABLE images (content BLOB)"));
    for (int i = 0; i < 270; ++i) REQUIRE(connection.execute("INSERT INTO images VALUES (zeroblob(4100000))"));
  }
  std::ifstream original(path, std::ios::binary);
  const auto copy = open_sqlite(path).value();
  Bytes part(1'000'000);
  std::string expected(part.size(), '\0');
  std::uint64_t size = 0;
  for (std::size_t count = 1; count > 0; size += count) {
    count = copy->read(part).value();
    original.read(expected.data(), static_cast<std::streamsize>(count));
    if (size == 0) continue;  // holds counters of changes, which a copy has anew
    if (text_of(ByteView(part).first(count)) != std::string_view(expected).substr(0, count)) FAIL("differs at ", size);
  }
  CHECK(size == std::filesystem::file_size(path));
  CHECK(size > 0x40000000);
}

}  // namespace
}  // namespace digue::backup
