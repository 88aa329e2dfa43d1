#include "agent/state.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/temporary_folder.h"

namespace digue::agent {
namespace {

using journal::Journal;

const journal::Act some_act{Instant(), "checked", {}};

/// A state folder that goes away with this object.
class State {
 public:
  std::string path() const { return place_.path() + "/state"; }
  std::string file(const std::string& name) const { return path() + "/" + name; }
  bool has(const std::string& name) const { return std::filesystem::exists(file(name)); }

  /// With that many entries.
  void make(int entries) const {
    Journal journal = open_state(path()).value();
    for (int i = 0; i < entries; ++i) journal.append(some_act).value();
  }
  /// What a crash leaves before the key has its last name.
  void unsettle() const { std::filesystem::rename(file("journal.key"), file("journal.key.new")); }
  void remove(const std::string& name) const { REQUIRE(std::filesystem::remove(file(name))); }
  void empty(const std::string& name) const { std::filesystem::resize_file(file(name), 0); }

 private:
  test::TemporaryFolder place_;
};

std::string as_text(Result<Journal> journal) {
  if (!journal) return std::string(name_of(journal.error().code));
  const journal::Verification verification = journal->verify().value();
  return std::to_string(verification.entries) + " entries, " + std::to_string(verification.faults.size()) + " faults";
}

TEST_CASE("a state is made by the first writer, and never by a reader") {
  const State state;
  CHECK(as_text(read_state(state.path())) == "not_found");
  CHECK_FALSE(state.has("."));
  CHECK(as_text(open_state(state.path())) == "0 entries, 0 faults");
  CHECK(state.has("journal.key"));
  CHECK_FALSE(state.has("journal.key.new"));
  CHECK(as_text(read_state(state.path())) == "0 entries, 0 faults");
}

TEST_CASE("a reader sees what was written and cannot add to it") {
  const State state;
  state.make(3);
  Journal journal = read_state(state.path()).value();
  CHECK(journal.verify().value().entries == 3);
  CHECK(journal.append(some_act).error().code == ErrorCode::denied);
}

TEST_CASE("a journal that was removed or emptied is damaged, for a writer and for a reader, and not made anew") {
  const State state;
  state.make(3);
  SUBCASE("removed") { state.remove("journal.sqlite"); }
  SUBCASE("emptied") { state.empty("journal.sqlite"); }
  const bool was_there = state.has("journal.sqlite");
  CHECK(as_text(read_state(state.path())) == "damaged");
  CHECK(as_text(open_state(state.path())) == "damaged");
  CHECK(as_text(open_state(state.path())) == "damaged");
  CHECK(state.has("journal.sqlite") == was_there);
}

TEST_CASE("a making that stopped anywhere is finished by the next writer and passed over by a reader") {
  const State state;
  state.make(0);
  state.unsettle();
  SUBCASE("before the journal") { state.remove("journal.sqlite"); }
  SUBCASE("inside the journal") { state.empty("journal.sqlite"); }
  CHECK(as_text(read_state(state.path())) == "not_found");
  CHECK(as_text(open_state(state.path())) == "0 entries, 0 faults");
  CHECK_FALSE(state.has("journal.key.new"));
}

TEST_CASE("a making that stopped after the journal goes on with the key that sealed it") {
  const State state;
  state.make(2);
  state.unsettle();
  CHECK(as_text(read_state(state.path())) == "2 entries, 0 faults");
  CHECK_FALSE(state.has("journal.key"));
  CHECK(as_text(open_state(state.path())) == "2 entries, 0 faults");
  CHECK(state.has("journal.key"));
}

TEST_CASE("a lost key is told, to a reader and to a writer, and the entries stay") {
  const State state;
  state.make(2);
  state.remove("journal.key");
  CHECK(as_text(read_state(state.path())) == "2 entries, 1 faults");
  CHECK(as_text(open_state(state.path())) == "2 entries, 1 faults");
}

TEST_CASE("a key of the wrong length is damaged") {
  const State state;
  state.make(1);
  state.empty("journal.key");
  CHECK(as_text(read_state(state.path())) == "damaged");
  CHECK(as_text(open_state(state.path())) == "damaged");
}

}  // namespace
}  // namespace digue::agent
