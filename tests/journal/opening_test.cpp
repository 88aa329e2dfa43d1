#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support.h"

namespace digue::journal::test {
namespace {

using database::Connection;
using database::Mode;

const std::string fixture = DIGUE_SOURCE_DIR "/tests/journal/version-1.sqlite";

/// Opening must fail with that code, both ways, and leave the file alone.
void check_refused(const std::string& path, ErrorCode code) {
  const std::string before = read_file(path);
  CHECK(Journal::open(path, the_key()).error().code == code);
  CHECK(Journal::open_to_read(path, the_key()).error().code == code);
  CHECK(read_file(path) == before);
}

TEST_CASE("a journal of version 1 opens, verifies, recalls its words and takes a new entry") {
  const Scratch scratch;
  write_file(scratch.file(), read_file(fixture));
  Journal journal = open_journal(scratch.file());
  CHECK(to_text(journal.verify()) == "7 entries");
  CHECK(journal.append(numbered_act(8)).value().number == 8);
  CHECK(to_text(journal.verify()) == "8 entries");
  std::string words;
  journal
      .oldest_first([&](const Entry& entry) {
        words += journal.personal(entry, "by").value() + ";";
        return true;
      })
      .value();
  CHECK(words == ";;Personne 3;;;Personne 6;;;");
}

TEST_CASE("what is not a journal is damaged and stays as it is") {
  const Scratch scratch;
  const std::string path = scratch.file();
  SUBCASE("garbage") { write_file(path, std::string(8192, 'g')); }
  SUBCASE("a short text") { write_file(path, "not a journal"); }
  SUBCASE("another database") {
    Connection::open(path, Mode::create)->execute("CREATE TABLE patients(name); PRAGMA user_version = 1").value();
  }
  SUBCASE("a journal without its tables") {
    make_journal(path, 1);
    edit(path, "DROP TABLE entries");
  }
  SUBCASE("a journal in which something was planted") {
    make_journal(path, 1);
    edit(path, "CREATE TRIGGER planted AFTER INSERT ON entries BEGIN DELETE FROM personal; END");
  }
  SUBCASE("a journal whose head is a view") {
    make_journal(path, 1);
    by_hand(path).execute("DROP TABLE head; CREATE VIEW head AS SELECT 1 AS only").value();
  }
  check_refused(path, ErrorCode::damaged);
}

TEST_CASE("a journal of a newer program is unsupported and stays as it is") {
  const Scratch scratch;
  make_journal(scratch.file(), 1);
  edit(scratch.file(), "PRAGMA user_version = 2");
  check_refused(scratch.file(), ErrorCode::unsupported);
}

TEST_CASE("a file without content becomes a journal only for whoever knows that there never was one") {
  const Scratch scratch;
  SUBCASE("no byte") { write_file(scratch.file(), ""); }
  SUBCASE("a database without a table") {
    Connection::open(scratch.file(), Mode::create)->execute("CREATE TABLE x(x); DROP TABLE x").value();
  }
  check_refused(scratch.file(), ErrorCode::not_found);
  CHECK(Journal::open_or_make(scratch.file(), the_key()).has_value());
  CHECK(verified(scratch.file()) == "0 entries");
}

TEST_CASE("a journal that is there is never made anew") {
  const Scratch scratch;
  make_journal(scratch.file(), 3);
  CHECK(Journal::open_or_make(scratch.file(), other_key()).has_value());
  CHECK(verified(scratch.file()) == "3 entries");
}

TEST_CASE("a folder that is missing and a file that is missing are not found") {
  const Scratch scratch;
  CHECK(verified(scratch.file("no/where")) == "not_found");
  CHECK(verified(scratch.file()) == "not_found");
  CHECK(Journal::open_or_make(scratch.file("no/where"), the_key()).error().code == ErrorCode::not_found);
  CHECK(verified_by_reader(scratch.file()) == "not_found");
  CHECK(Journal::open(scratch.file(), crypto::Secret(Bytes(31))).error().code == ErrorCode::invalid_input);
  CHECK(Journal::open_or_make(scratch.file(), crypto::Secret(Bytes(31))).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a reader sees everything and is denied every write") {
  const Scratch scratch;
  make_journal(scratch.file(), 3);
  const std::string before = read_file(scratch.file());
  Journal journal = Journal::open_to_read(scratch.file(), the_key()).value();
  CHECK(to_text(journal.verify()) == "3 entries");
  CHECK(journal.append(numbered_act(4)).error().code == ErrorCode::denied);
  CHECK(journal.erase_personal("Personne 3").error().code == ErrorCode::denied);
  CHECK(read_file(scratch.file()) == before);
}

TEST_CASE("opening and verifying a journal changes no byte of it") {
  const Scratch scratch;
  make_journal(scratch.file(), 3);
  const std::string before = read_file(scratch.file());
  CHECK(verified(scratch.file()) == "3 entries");
  CHECK(read_file(scratch.file()) == before);
}

TEST_CASE("triggers that somebody took away come back") {
  const Scratch scratch;
  make_journal(scratch.file(), 3);
  by_hand(scratch.file());
  CHECK(verified(scratch.file()) == "3 entries");
  Connection connection = Connection::open(scratch.file(), Mode::existing).value();
  CHECK_FALSE(connection.execute("DELETE FROM entries").has_value());
}

TEST_CASE("SQL that forgets what the journal is cannot change, remove or replace an entry") {
  const Scratch scratch;
  make_journal(scratch.file(), 3);
  Connection connection = Connection::open(scratch.file(), Mode::existing).value();
  for (const char* sql : {"UPDATE entries SET kind = 'x'", "DELETE FROM entries WHERE number = 3",
                          "INSERT OR REPLACE INTO entries VALUES (3, 1, 'x', '{}', x'', x'')",
                          "INSERT INTO entries VALUES (-1, 1, 'x', '{}', x'', x'')"}) {
    CHECK(connection.execute(sql).error().detail == "the journal is append-only");
  }
  CHECK(verified(scratch.file()) == "3 entries");
}

}  // namespace
}  // namespace digue::journal::test
