#include "database/page_stream.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "database/connection.h"
#include "support/temporary_folder.h"

namespace digue::database {
namespace {

using test::TemporaryFolder;

std::string all_of(PageStream& stream, std::size_t part_bytes = 100'000) {
  std::string content;
  std::vector<std::byte> part(part_bytes);
  for (;;) {
    const std::size_t count = stream.read(part).value();
    content.append(reinterpret_cast<const char*>(part.data()), count);
    if (count < part.size()) return content;
  }
}

std::string copy_of(const std::string& path) {
  PageStream stream = PageStream::open(path).value();
  return all_of(stream);
}

/// As many rows as are asked for, each of about a kilobyte.
Connection make(const std::string& path, const std::string& settings, int rows) {
  Connection connection = Connection::open(path, Mode::create).value();
  REQUIRE(connection.execute(settings + "; CREATE TABLE acts (id INTEGER PRIMARY KEY, note TEXT)"));
  REQUIRE(connection.execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(rows) +
      ") INSERT INTO acts SELECT i, hex(randomblob(500)) FROM n WHERE i <= " + std::to_string(rows)));
  return connection;
}

std::int64_t number(Connection& connection, const std::string& sql) {
  return std::get<std::int64_t>(connection.query(sql).value().at(0).at(0));
}

std::string check(Connection& connection) {
  return std::get<std::string>(connection.query("PRAGMA integrity_check").value().at(0).at(0));
}

TEST_CASE("a copy holds what its database holds, whatever the size of its pages") {
  for (const int page_size : {512, 4096, 65536}) {
    CAPTURE(page_size);
    const TemporaryFolder place;
    Connection source = make(place.path_of("source"), "PRAGMA page_size=" + std::to_string(page_size), 3000);
    Connection copy = Connection::open(place.write("copy", copy_of(place.path_of("source"))), Mode::read_only).value();
    CHECK(check(copy) == "ok");
    const std::string sum = "SELECT sum(id * length(note) + unicode(note)) FROM acts";
    CHECK(number(copy, sum) == number(source, sum));
    CHECK(number(copy, "PRAGMA page_size") == page_size);
  }
}

TEST_CASE("an empty database has a copy that opens") {
  const TemporaryFolder place;
  {
    Connection::open(place.write("source", ""), Mode::existing).value();
  }
  Connection copy = Connection::open(place.write("copy", copy_of(place.path_of("source"))), Mode::read_only).value();
  CHECK(check(copy) == "ok");
  CHECK(number(copy, "SELECT count(*) FROM sqlite_schema") == 0);
}

TEST_CASE("two copies of an unchanged database are the same bytes, however they are read") {
  const TemporaryFolder place;
  const Connection source = make(place.path_of("source"), "PRAGMA journal_mode=WAL", 3000);
  const std::string copy = copy_of(place.path_of("source"));
  PageStream stream = PageStream::open(place.path_of("source")).value();
  CHECK(all_of(stream, 777) == copy);
}

TEST_CASE("with a write-ahead log, a copy is of one moment, whatever is written and cleaned up meanwhile") {
  const TemporaryFolder place;
  Connection source = make(place.path_of("source"), "PRAGMA journal_mode=WAL", 3000);
  PageStream stream = PageStream::open(place.path_of("source")).value();
  std::string content;
  std::vector<std::byte> part(300'000);
  for (int round = 0;; ++round) {
    REQUIRE(source.execute("UPDATE acts SET note = note || 'changed' WHERE id % 7 = " + std::to_string(round % 7)));
    REQUIRE(source.execute("DELETE FROM acts WHERE id = " + std::to_string(round + 1)));
    REQUIRE(source.execute("PRAGMA wal_checkpoint(PASSIVE)"));
    const std::size_t count = stream.read(part).value();
    content.append(reinterpret_cast<const char*>(part.data()), count);
    if (count < part.size()) break;
  }
  CHECK(number(source, "SELECT count(*) FROM acts") < 3000);
  Connection copy = Connection::open(place.write("copy", content), Mode::read_only).value();
  CHECK(check(copy) == "ok");
  CHECK(number(copy, "SELECT count(*) FROM acts") == 3000);
  CHECK(number(copy, "SELECT count(*) FROM acts WHERE note LIKE '%changed'") == 0);
}

TEST_CASE("with a rollback journal, nobody commits before the copy is whole") {
  const TemporaryFolder place;
  Connection source = make(place.path_of("source"), "PRAGMA journal_mode=DELETE", 3000);
  REQUIRE(source.execute("PRAGMA busy_timeout=0"));
  {
    PageStream stream = PageStream::open(place.path_of("source")).value();
    CHECK(source.execute("DELETE FROM acts").error().code == ErrorCode::locked);
    Connection copy = Connection::open(place.write("copy", all_of(stream)), Mode::read_only).value();
    CHECK(number(copy, "SELECT count(*) FROM acts") == 3000);
  }
  CHECK(source.execute("DELETE FROM acts"));
}

TEST_CASE("a copy changes nothing of its database") {
  const TemporaryFolder place;
  {
    make(place.path_of("source"), "PRAGMA journal_mode=WAL", 100);
  }
  const auto content = [&] {
    std::ifstream file(place.path_of("source"), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = content();
  copy_of(place.path_of("source"));
  CHECK(content() == before);
}

TEST_CASE("what is no database, or no longer one, has no copy") {
  const TemporaryFolder place;
  CHECK(PageStream::open(place.path_of("missing")).error().code == ErrorCode::not_found);
  CHECK(PageStream::open(place.write("text", std::string(10'000, 'x'))).error().code == ErrorCode::damaged);
  {
    make(place.path_of("cut"), "PRAGMA page_size=4096", 3000);
  }
  std::filesystem::resize_file(place.path_of("cut"), 4096);
  auto stream = PageStream::open(place.path_of("cut"));
  CHECK(stream.error().code == ErrorCode::damaged);
}

}  // namespace
}  // namespace digue::database
