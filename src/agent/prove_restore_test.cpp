#include "agent/prove_restore.h"

#include <doctest/doctest.h>

#include "agent/agent.h"
#include "agent/records.h"
#include "crypto/random.h"
#include "machine/fake/computer.h"
#include "machine/fake/file_tree.h"
#include "store/memory.h"
#include "support/temporary_folder.h"

namespace digue::agent {
namespace {

using machine::fake::MemoryFileTree;
using posture::Fact;

const Instant now = parse_rfc3339("2026-11-24T08:00:00Z").value();

class StillSleeper final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return {}; }
  Result<void> sleep(std::chrono::milliseconds) override { return {}; }
};

class Watcher final : public ExerciseObserver {
 public:
  void begins(ExerciseStage begun) override {
    stage = begun;
    if (on_stage) on_stage(begun);
  }
  void bytes_done(std::uint64_t) override {}
  void failed(ExerciseStage, const std::string&, const Error&) override { ++failures; }
  void quarantined(const std::vector<repository::Quarantined>& files) override { quarantines += files.size(); }
  Result<void> may_go_on() override {
    if (stops_at == stage) return failure(ErrorCode::cancelled, "enough");
    return {};
  }

  std::function<void(ExerciseStage)> on_stage;
  std::optional<ExerciseStage> stage;
  std::optional<ExerciseStage> stops_at;
  int failures = 0;
  std::size_t quarantines = 0;
};

machine::fake::Contents a_computer() {
  machine::fake::Contents contents;
  contents.now = now;
  return contents;
}

/// A practice's folder in memory, an empty repository, and an empty journal.
struct Practice {
  test::TemporaryFolder folder;
  machine::fake::Computer computer{a_computer()};
  MemoryFileTree files;
  StillSleeper sleeper;
  journal::Journal journal =
      journal::Journal::open_or_make(folder.path() + "/journal.sqlite", crypto::Secret(Bytes(32))).value();
  Workers workers{0, 1};
  RepositoryPlace place{std::make_unique<store::MemoryStore>(), crypto::Secret(Bytes(8)), std::nullopt};
  Watcher watcher;
  bool is_demonstration = false;

  Practice() {
    auto maker = key_maker(computer.clock());
    maker.costs = {.n = 16, .r = 8, .p = 1};
    repository::create_repository(*place.store, place.password, maker, repository::make_config()).value();
    files.put_file("/home/cabinet/agenda.db", "agenda");
    files.put_file("/home/cabinet/radios/1.dcm", std::string(100'000, 'x'));
    files.put_hard_link("/home/cabinet/agenda.db", "/home/cabinet/radios/agenda.db");
    files.put_link("/home/cabinet/lien", "ailleurs");
    files.metadata("/home/cabinet").permissions = 0750;
    files.put_folder("/state");
  }

  Result<ExerciseOutcome> prove(const std::string& folder_name = "/home/cabinet") {
    const Exercise exercise{folder_name, is_demonstration, "digue test", place, "/state"};
    return prove_restore(exercise, {computer, files, sleeper, journal, workers}, watcher);
  }

  std::vector<std::string> kinds() {
    std::vector<std::string> kinds;
    REQUIRE(journal
                .oldest_first([&](const journal::Entry& entry) {
                  kinds.push_back(entry.kind);
                  return true;
                })
                .has_value());
    return kinds;
  }

  std::vector<posture::FactRow> rows(std::size_t table) { return backup_facts(journal).value()[table].rows; }
  std::vector<std::string> names(const std::string& path) { return files.open_source(path).value()->names().value(); }
};

using Kinds = std::vector<std::string>;
const std::int64_t today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();

TEST_CASE("what comes back the same is proven, written down, and a fact; the copy is gone") {
  Practice practice;
  const ExerciseOutcome outcome = practice.prove().value();
  CHECK_FALSE(reason_of_failure(outcome.backup, outcome.restore).has_value());
  CHECK(outcome.restore.comparison.files == 3);
  CHECK(outcome.restore.comparison.folders == 2);
  CHECK(practice.kinds() == Kinds{"backup_saved", "snapshots_seen", "restore_proven"});
  CHECK(practice.names("/state").empty());
  CHECK(practice.rows(0) == std::vector<posture::FactRow>{
                                {{"saved_day", today}, {"complete", std::int64_t{1}}, {"on_other_disk", Fact()}}});
  CHECK(practice.rows(1) == std::vector<posture::FactRow>{{{"tried_day", today}, {"proven", std::int64_t{1}}}});
}

TEST_CASE("a demonstration is written down and is no fact about the practice") {
  Practice practice;
  practice.is_demonstration = true;
  REQUIRE(practice.prove().has_value());
  CHECK(practice.kinds() == Kinds{"backup_saved", "snapshots_seen", "restore_proven"});
  CHECK(practice.rows(0).empty());
  CHECK(practice.rows(1).empty());
}

TEST_CASE("a copy that differs proves nothing, and takes an older proof away") {
  Practice practice;
  REQUIRE(practice.prove().has_value());
  practice.watcher.on_stage = [&](ExerciseStage stage) {
    if (stage != ExerciseStage::comparing) return;
    practice.files.content("/state/restored-to-compare/cabinet/radios/1.dcm").front() = std::byte{0};
  };
  const ExerciseOutcome outcome = practice.prove().value();
  CHECK(reason_of_failure(outcome.backup, outcome.restore) == "different");
  CHECK(practice.kinds().back() == "restore_failed");
  CHECK(practice.rows(1) == std::vector<posture::FactRow>{{{"tried_day", today}, {"proven", std::int64_t{0}}}});
  CHECK(practice.names("/state").empty());
}

TEST_CASE("a folder without any file proves nothing") {
  Practice practice;
  practice.files.put_folder("/home/vide");
  const ExerciseOutcome outcome = practice.prove("/home/vide").value();
  CHECK(reason_of_failure(outcome.backup, outcome.restore) == "empty");
  CHECK(practice.kinds().back() == "restore_failed");
}

TEST_CASE("what is no folder of the practice is refused, and nothing is written down") {
  Practice practice;
  practice.files.put_link("/home/raccourci", "cabinet");
  practice.files.put_folder("/state/dedans");
  for (const char* wrong : {"/", "/home/raccourci", "/home/cabinet/agenda.db", "/state", "/state/dedans"}) {
    CAPTURE(wrong);
    CHECK(practice.prove(wrong).error().code == ErrorCode::invalid_input);
  }
  CHECK(practice.prove("/home/rien").error().code == ErrorCode::not_found);
  CHECK(practice.kinds().empty());
}

TEST_CASE("a state inside the folder is left out on both sides") {
  Practice practice;
  practice.files.put_file("/home/cabinet/.digue/journal.sqlite", "");
  const Exercise exercise{"/home/cabinet", false, "digue test", practice.place, "/home/cabinet/.digue"};
  const auto outcome =
      prove_restore(exercise, {practice.computer, practice.files, practice.sleeper, practice.journal, practice.workers},
                    practice.watcher);
  REQUIRE(outcome.has_value());
  CHECK_FALSE(reason_of_failure(outcome->backup, outcome->restore).has_value());
  CHECK(outcome->restore.comparison.files == 3);
}

TEST_CASE("a person who stops it leaves the last proof standing and no copy") {
  Practice practice;
  REQUIRE(practice.prove().has_value());
  practice.watcher.stops_at = ExerciseStage::comparing;
  CHECK(practice.prove().error().code == ErrorCode::cancelled);
  CHECK(practice.kinds() ==
        Kinds{"backup_saved", "snapshots_seen", "restore_proven", "backup_saved", "snapshots_seen"});
  CHECK(practice.names("/state").empty());
}

TEST_CASE("a copy that a crash left behind is removed first") {
  Practice practice;
  practice.files.put_file("/state/restored-to-compare/cabinet/neu", "old");
  const ExerciseOutcome outcome = practice.prove().value();
  CHECK_FALSE(reason_of_failure(outcome.backup, outcome.restore).has_value());
  CHECK(practice.names("/state").empty());
}

TEST_CASE("wherever the disk fails, what was not compared whole is never proven") {
  Practice counted;
  REQUIRE(counted.files.steps() == 0);
  REQUIRE(counted.prove().has_value());
  for (std::uint64_t step = 1; step <= counted.files.steps(); ++step) {
    Practice practice;
    practice.files.fail_at(step, ErrorCode::unavailable, MemoryFileTree::Lasting::once);
    const auto outcome = practice.prove();
    const bool is_proven = outcome && !reason_of_failure(outcome->backup, outcome->restore);
    CAPTURE(step);
    if (is_proven) CHECK(outcome->restore.comparison.bytes == 100'000 + 2 * 6);
    CHECK((practice.kinds() == Kinds{"backup_saved", "snapshots_seen", "restore_proven"}) == is_proven);
  }
}

TEST_CASE("an entry that does not say that it was no demonstration proves nothing") {
  Practice practice;
  REQUIRE(practice.journal.append({now, "restore_proven", {}}).has_value());
  REQUIRE(practice.journal.append({now, "backup_saved", {{"complete", true}}}).has_value());
  CHECK(practice.rows(0).empty());
  CHECK(practice.rows(1).empty());
}

}  // namespace
}  // namespace digue::agent
