#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <random>

#include "support.h"

namespace digue::journal::test {
namespace {

Act signed_by(const std::string& words) { return {Instant(), "confirmed", {}, {{"by", words}}}; }

TEST_CASE("erased words are in no byte of the file, wherever the table had moved them, and the chain stays whole") {
  const Scratch scratch;
  const std::string canary = "Canari Serin-Jaune";
  Journal journal = open_journal(scratch.file());
  std::vector<Entry> entries;
  for (int i = 0; i < 150; ++i) {
    const std::string neighbour(static_cast<std::size_t>(i * 37 % 400), 'n');
    entries.push_back(journal.append(signed_by(i % 5 == 2 ? canary : fmt::format("{} {}", i, neighbour))).value());
  }
  REQUIRE(read_file(scratch.file()).find(canary) != std::string::npos);

  CHECK(journal.erase_personal(canary).value() == 30);

  CHECK(read_file(scratch.file()).find("Canari") == std::string::npos);
  CHECK(read_file(scratch.file()).find("Serin") == std::string::npos);
  CHECK(journal.personal(entries.at(2), "by").value().empty());
  CHECK(journal.personal(entries.at(3), "by").value().starts_with("3 "));
  CHECK(to_text(journal.verify()) == "150 entries");
  CHECK(journal.erase_personal(canary).value() == 0);
}

TEST_CASE("words are gone from the file as soon as they are erased, also where the table shrank and rows moved") {
  std::mt19937 random(4);
  for (int round = 0; round < 4; ++round) {
    const Scratch scratch;
    Journal journal = open_journal(scratch.file());
    std::vector<std::string> persons;
    Act act{Instant(), "confirmed", {}};
    for (int i = 0; i < 150; ++i) {
      persons.push_back(fmt::format("Canari {:03}.{}", i, std::string(random() % 900, 'n')));
      act.personal.emplace_back(fmt::format("by {}", i), persons.back());
    }
    journal.append(act).value();
    std::ranges::shuffle(persons, random);
    for (const std::string& person : persons) {
      CHECK(journal.erase_personal(person).value() == 1);
      CHECK(read_file(scratch.file()).find(person.substr(0, 11)) == std::string::npos);
    }
    CHECK(to_text(journal.verify()) == "1 entries");
  }
}

TEST_CASE("words longer than a page are erased too") {
  const Scratch scratch;
  std::string words;
  while (words.size() < max_words_bytes - 20) words += "Canari ";
  Journal journal = open_journal(scratch.file());
  for (int i = 0; i < 20; ++i) journal.append(signed_by(words)).value();
  CHECK(journal.erase_personal(words).value() == 20);
  CHECK(read_file(scratch.file()).find("Canari") == std::string::npos);
}

TEST_CASE("words that were exchanged or moved by hand are reported, and not shown") {
  const Scratch scratch;
  const std::string path = scratch.file();
  make_journal(path, 6);
  SUBCASE("other words") { edit(path, "UPDATE personal SET words = 'Quelqu''un' WHERE words = 'Personne 3'"); }
  SUBCASE("a letter that moved into the salt") {
    edit(path, "UPDATE personal SET salt = CAST(salt || 'P' AS BLOB), words = 'ersonne 3' WHERE words = 'Personne 3'");
  }
  SUBCASE("another salt") { edit(path, "UPDATE personal SET salt = zeroblob(32) WHERE words = 'Personne 3'"); }
  Journal journal = open_journal(path);
  CHECK(to_text(journal.verify()) == "6 entries; personal 3");
  journal
      .oldest_first([&](const Entry& entry) {
        if (entry.number == 3) CHECK(journal.personal(entry, "by").error().code == ErrorCode::damaged);
        if (entry.number == 6) CHECK(journal.personal(entry, "by").value() == "Personne 6");
        return true;
      })
      .value();
}

}  // namespace
}  // namespace digue::journal::test
