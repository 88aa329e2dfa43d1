#include "agent/save_plan.h"

#include <doctest/doctest.h>

#include "agent/plan_bench_test.h"

namespace digue::agent {
namespace {

class Watcher final : public RunObserver {
 public:
  void begins(RunStage) override {}
  void expects(std::uint64_t bytes) override { expected = bytes; }
  void bytes_done(std::uint64_t bytes) override { done += bytes; }
  void failed(const std::string& path, const Error&) override { failures.push_back(path); }
  void quarantined(const std::vector<repository::Quarantined>&) override {}
  Result<void> may_go_on() override {
    if (stops) return failure(ErrorCode::cancelled, "enough");
    return {};
  }

  std::uint64_t expected = 0;
  std::uint64_t done = 0;
  std::vector<std::string> failures;
  bool stops = false;
};

struct Practice : test::PlannedPractice {
  Watcher watcher;

  Result<RunOutcome> save() {
    auto journal = open_state(state()).value();
    Workers workers(0, 1);
    const PlannedRun run{
        .plan = plan, .place = place, .databases = std::nullopt, .state = state(), .program = "digue test"};
    watcher.failures.clear();
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

TEST_CASE("a database that nobody copies makes the copy not whole") {
  Practice practice;
  practice.plan.databases.push_back({.id = "database-1", .name = "cabinet"});
  CHECK(practice.save().value().is_partial());
  CHECK(practice.watcher.failures == Paths{"database-1"});
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
