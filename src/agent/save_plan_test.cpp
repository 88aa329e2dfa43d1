#include "agent/save_plan.h"

#include <doctest/doctest.h>

#include "agent/plan_bench_test.h"
#include "machine/fake/process_stream.h"

namespace digue::agent {
namespace {

class Watcher final : public RunObserver {
 public:
  void begins(RunStage) override {}
  void expects(std::uint64_t bytes) override { expected = bytes; }
  void bytes_done(std::uint64_t bytes) override { done += bytes; }
  void failed(const std::string& path, const Error&) override { failures.push_back(path); }
  void database_missing(const plan::Database& database, const Error& error) override {
    databases.emplace_back(database.id, error.code);
  }
  void quarantined(const std::vector<repository::Quarantined>&) override {}
  Result<void> may_go_on() override {
    if (stops) return failure(ErrorCode::cancelled, "enough");
    return {};
  }

  std::uint64_t expected = 0;
  std::uint64_t done = 0;
  std::vector<std::string> failures;
  std::vector<std::pair<std::string, ErrorCode>> databases;
  bool stops = false;
};

struct Practice : test::PlannedPractice {
  Watcher watcher;
  machine::fake::ScriptedStreams programs;
  std::optional<DatabaseAccess> access = DatabaseAccess{programs, computer.processes(), files, 1000, ""};

  void add_database(const std::string& id, plan::Engine engine = plan::Engine::postgresql) {
    plan.databases.push_back({.id = id, .name = "cabinet", .engine = engine});
  }

  Result<RunOutcome> save() {
    auto journal = open_state(state()).value();
    Workers workers(0, 1);
    const PlannedRun run{.plan = plan,
                         .place = place,
                         .databases = access ? &*access : nullptr,
                         .state = state(),
                         .program = "digue test"};
    watcher.failures.clear();
    watcher.databases.clear();
    return save_plan(run, places, {computer, files, sleeper, journal, workers}, watcher);
  }
};

using Paths = std::vector<std::string>;

TEST_CASE("a run saves all folders of the plan as one snapshot, and says so in the journal") {
  Practice practice;
  const RunOutcome outcome = practice.save().value();
  CHECK_FALSE(outcome.is_partial());
  CHECK(outcome.backup.files == 2);
  CHECK(practice.places.snapshots() == 1);
  const auto entries = practice.entries("backup_saved");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].body.text("plan") == "plan-1");
  CHECK(entries[0].body.text("place") == "place-1");
  CHECK(entries[0].body.text("began") == to_rfc3339(practice.now()));
  CHECK(entries[0].body.boolean("complete") == true);
}

TEST_CASE("the next run is compared with the one before, and knows how much to expect") {
  Practice practice;
  REQUIRE(practice.save().has_value());
  practice.pass(std::chrono::hours(24));
  CHECK(practice.save().value().backup.bytes_added < 10'000);
  CHECK(practice.watcher.expected == 100'006);
}

TEST_CASE("a folder that vanished, is a link or is empty is named, and the copy is not whole") {
  for (const std::string kind : {"vanished", "link", "empty"}) {
    CAPTURE(kind);
    Practice practice;
    practice.files.drop("/srv/radios");
    if (kind == "link") practice.files.put_link("/srv/radios", "/ailleurs");
    if (kind == "empty") practice.files.put_folder("/srv/radios");
    const RunOutcome outcome = practice.save().value();
    CHECK(outcome.missing == 1);
    CHECK(outcome.is_partial());
    CHECK(practice.watcher.failures == Paths{"/srv/radios"});
    CHECK(practice.places.snapshots() == 1);
    CHECK(practice.entries("backup_saved").at(0).body.boolean("complete") == false);
  }
}

using Lost = std::vector<std::pair<std::string, ErrorCode>>;

TEST_CASE("a database that nobody copies makes the copy not whole") {
  Practice practice;
  practice.access.reset();
  practice.add_database("database-1");
  CHECK(practice.save().value().is_partial());
  CHECK(practice.watcher.databases == Lost{{"database-1", ErrorCode::unsupported}});
}

TEST_CASE("a run saves the databases of the plan beside its folders, whatever the plan excludes") {
  Practice practice;
  practice.programs.programs["pg_dump"] = {.output = "PGDMP of the practice"};
  practice.programs.programs["mariadb-dump"] = {.output = "INSERT\n-- Dump completed\n"};
  practice.add_database("database-1");
  practice.add_database("database-2", plan::Engine::mariadb);
  practice.plan.excludes = {"*.dump", "digue-databases"};
  const RunOutcome outcome = practice.save().value();
  CHECK_FALSE(outcome.is_partial());
  CHECK(outcome.missing == 0);
  CHECK(outcome.backup.files == 4);
  CHECK(practice.watcher.databases.empty());
}

TEST_CASE("a database that is down, refused or breaks off is named by its id, and nothing of it is in the copy") {
  const std::string much(10'000, 'x');
  for (const auto& [program, code] :
       {std::pair(machine::fake::ScriptedProgram{.exit_code = 1}, ErrorCode::unavailable),
        {{.output = much, .exit_code = 1}, ErrorCode::unavailable},
        {{.output = much, .breaks = Error{ErrorCode::unavailable, "silence"}}, ErrorCode::unavailable}}) {
    Practice practice;
    practice.programs.programs["pg_dump"] = program;
    practice.add_database("database-1");
    const RunOutcome outcome = practice.save().value();
    CHECK(outcome.missing == 1);
    CHECK(outcome.is_partial());
    CHECK(outcome.backup.files == 2);
    CHECK(outcome.backup.unsaved == 1);
    CHECK(practice.watcher.databases == Lost{{"database-1", code}});
    CHECK(practice.watcher.failures.empty());
    CHECK(practice.entries("backup_saved").at(0).body.boolean("complete") == false);
  }
}

TEST_CASE("a database whose program or file is not there is missing too, and not merely gone") {
  Practice practice;
  practice.add_database("database-1");
  practice.plan.databases.push_back(
      {.id = "database-2", .name = practice.folder.path() + "/nothing.sqlite", .engine = plan::Engine::sqlite});
  CHECK(practice.save().value().missing == 2);
  CHECK(practice.watcher.databases ==
        Lost{{"database-1", ErrorCode::unavailable}, {"database-2", ErrorCode::unavailable}});
}

TEST_CASE("copies without a database push out none that has it, and the next run heals") {
  Practice practice;
  practice.plan.keep = {.days = 1, .weeks = 0, .months = 0, .years = 0};
  practice.programs.programs["pg_dump"] = {.output = "PGDMP"};
  practice.add_database("database-1");
  REQUIRE_FALSE(practice.save().value().is_partial());
  practice.programs.programs["pg_dump"].exit_code = 1;
  practice.pass(std::chrono::hours(24));
  CHECK(practice.save().value().retention.refused == ErrorCode::not_found);
  CHECK(practice.places.snapshots() == 2);
  CHECK(practice.entries("forgetting_refused").at(0).body.text("code") == "not_found");
  practice.programs.programs["pg_dump"].exit_code = 0;
  practice.pass(std::chrono::hours(24));
  const RunOutcome healed = practice.save().value();
  CHECK_FALSE(healed.is_partial());
  CHECK_FALSE(healed.retention.refused);
}

TEST_CASE("after the healing too, copies without the database have not pushed out the last one that has it") {
  Practice practice;
  practice.plan.keep = {.days = 2, .weeks = 0, .months = 0, .years = 0};
  practice.programs.programs["pg_dump"] = {.output = "PGDMP"};
  practice.add_database("database-1");
  REQUIRE_FALSE(practice.save().value().is_partial());
  for (int day = 0; day < 3; ++day) {
    practice.pass(std::chrono::hours(24));
    practice.programs.programs["pg_dump"].exit_code = day < 2 ? 1 : 0;
    practice.files.put_file("/srv/cabinet/agenda.db", "agenda " + std::to_string(day));
    CHECK(practice.save().value().retention.forgotten == (day < 2 ? 0 : 1));
  }
  CHECK(practice.places.snapshots() == 3);  // the two whole ones, and the newest of the others
}

TEST_CASE("a plan of databases alone is a copy if one of them came, and a failed run if none did") {
  Practice practice;
  practice.plan.folders.clear();
  practice.programs.programs["mariadb-dump"] = {.output = "-- Dump completed\n"};
  practice.add_database("database-1");
  practice.add_database("database-2", plan::Engine::mariadb);
  CHECK(practice.save().value().missing == 1);
  practice.programs.programs.clear();
  CHECK(practice.save().error().code == ErrorCode::not_found);
  CHECK(practice.places.snapshots() == 1);
  CHECK(practice.entries("run_failed").at(0).body.text("code") == "not_found");
}

TEST_CASE("a run without any folder fails, and the journal says why without a path") {
  Practice practice;
  practice.files.drop("/srv/cabinet");
  practice.files.drop("/srv/radios");
  CHECK(practice.save().error().code == ErrorCode::not_found);
  const auto entries = practice.entries("run_failed");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].body == json::Value(json::Object{{"plan", "plan-1"}, {"place", "place-1"}, {"code", "not_found"}}));
  CHECK(practice.places.snapshots() == 0);
}

TEST_CASE("a place that does not open is a failed run") {
  Practice practice;
  practice.places.error = ErrorCode::wrong_key;
  CHECK(practice.save().error().code == ErrorCode::wrong_key);
  CHECK(practice.entries("run_failed").at(0).body.text("code") == "wrong_key");
}

TEST_CASE("another repository than the place's own gets no copy") {
  Practice practice;
  practice.place.repository = std::string(64, 'a');
  CHECK(practice.save().error().code == ErrorCode::damaged);
  CHECK(practice.places.snapshots() == 0);
}

TEST_CASE("a run that a person stops is no failure") {
  Practice practice;
  practice.watcher.stops = true;
  CHECK(practice.save().error().code == ErrorCode::cancelled);
  CHECK(practice.entries("run_failed").empty());
  CHECK(practice.entries("backup_saved").empty());
}

TEST_CASE("what the plan does not keep is forgotten, and others' snapshots stay") {
  Practice practice;
  practice.plan.keep = {.days = 2, .weeks = 0, .months = 0, .years = 0};
  auto other = practice.plan;
  other.id = "plan-2";
  std::swap(practice.plan, other);
  REQUIRE(practice.save().has_value());
  std::swap(practice.plan, other);
  for (int day = 0; day < 4; ++day) {
    practice.pass(std::chrono::hours(24));
    practice.files.put_file("/srv/cabinet/agenda.db", "agenda " + std::to_string(day));
    const RunOutcome outcome = practice.save().value();
    CHECK_FALSE(outcome.retention.refused);
    CHECK(outcome.retention.forgotten == (day < 2 ? 0 : 1));
  }
  CHECK(practice.places.snapshots() == 3);
}

TEST_CASE("nothing is forgotten while a folder is missing") {
  Practice practice;
  practice.plan.keep = {.days = 1, .weeks = 0, .months = 0, .years = 0};
  REQUIRE(practice.save().has_value());
  practice.files.drop("/srv/radios");
  practice.pass(std::chrono::hours(24));
  const RunOutcome outcome = practice.save().value();
  CHECK(outcome.retention.refused == ErrorCode::not_found);
  CHECK(practice.places.snapshots() == 2);
}

TEST_CASE("nothing is forgotten while the clock is behind what was seen") {
  Practice practice;
  practice.plan.keep = {.days = 1, .weeks = 0, .months = 0, .years = 0};
  REQUIRE(practice.save().has_value());
  practice.pass(-std::chrono::hours(72));
  CHECK(practice.save().value().retention.refused == ErrorCode::unavailable);
  CHECK(practice.places.snapshots() == 2);
}

}  // namespace
}  // namespace digue::agent
