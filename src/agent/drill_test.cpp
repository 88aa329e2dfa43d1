#include "agent/drill.h"

#include <doctest/doctest.h>

#include <set>

#include "agent/agent.h"
#include "agent/plan_bench_test.h"
#include "agent/planned_job.h"
#include "agent/records.h"
#include "crypto/random.h"
#include "machine/fake/process_stream.h"

namespace digue::agent {
namespace {

using std::chrono::hours;

class Watcher final : public RunObserver {
 public:
  void begins(RunStage) override {}
  void expects(std::uint64_t bytes) override { expected = bytes; }
  void bytes_done(std::uint64_t bytes) override {
    done += bytes;
    if (on_bytes) on_bytes();
  }
  void failed(const std::string& path, const Error&) override { failures.push_back(path); }
  void quarantined(const std::vector<repository::Quarantined>&) override {}
  Result<void> may_go_on() override {
    if (stops) return failure(ErrorCode::cancelled, "enough");
    return {};
  }

  std::uint64_t expected = 0;
  std::uint64_t done = 0;
  std::vector<std::string> failures;
  std::function<void()> on_bytes;
  bool stops = false;
};

constexpr std::uint64_t gigabyte = 1'000'000'000;

/// A practice with a copy, of which drills are made.
struct Practice : test::PlannedPractice {
  Watcher watcher;
  machine::fake::ScriptedStreams programs;
  std::uint64_t free = 100 * gigabyte;
  DrillMeans means{.processes = computer.processes(), .programs = programs, .free_bytes = [this](const std::string&) {
                     return Result<std::uint64_t>(free);
                   }};

  Practice() {
    // What does not get smaller has a pack of its own size.
    files.put_file("/srv/radios/1.dcm", std::string(text_of(crypto::random_bytes(100'000))));
    save();
  }

  void save() {
    auto journal = open_state(state()).value();
    Workers workers(0, 1);
    const PlannedRun run{.plan = plan, .place = place, .state = state(), .program = "digue test"};
    REQUIRE(save_plan(run, places, {computer, files, sleeper, journal, workers}, watcher).has_value());
    watcher.done = 0;
  }

  Result<DrillOutcome> drill(bool is_all = false) {
    auto journal = open_state(state()).value();
    Workers workers(0, 1);
    watcher.failures.clear();
    return drill_plan({.plan = plan, .place = place, .state = state(), .is_all = is_all}, places,
                      {computer, files, sleeper, journal, workers}, means, watcher);
  }

  std::vector<store::FileName> files_of(store::FileType type) {
    std::vector<store::FileName> names;
    const auto listed = places.store.list(type).value();
    for (const store::ListedFile& file : listed) names.push_back({type, file.id});
    return names;
  }

  plan::Plans plans() const {
    plan::Plans plans;
    plans.places.push_back(place);
    plans.plans.push_back(plan);
    return plans;
  }
  PlaceProof proof() {
    auto journal = open_state(state()).value();
    return read_proofs(journal, plans()).value().at({"plan-1", "place-1"});
  }
  bool is_proven() { return proof().proven(plan).has_value() && !proof().has_failed(plan); }
  bool has_failed() { return proof().has_failed(plan); }

  /// Damages the packs that hold data, in the middle of the blobs.
  void damage() {
    for (const store::FileName& name : files_of(store::FileType::pack)) {
      if (places.store.size(name).value() < 50'000) continue;
      Bytes content = places.store.load(name, 1 << 30).value();
      content[content.size() / 3] ^= std::byte{1};
      places.store.overwrite(name, std::move(content));
    }
  }

  bool is_clean() { return !files.open_source(state()).value()->entry("drill-restored").has_value(); }
};

TEST_CASE("a small practice is proven whole at its first drill, though its files have changed since the copy") {
  Practice practice;
  practice.files.drop("/srv/radios/1.dcm");
  practice.files.put_file("/srv/cabinet/agenda.db", "encryption");
  const DrillOutcome outcome = practice.drill().value();
  REQUIRE(outcome.trials.size() == 2);
  CHECK(name_of_scope(outcome.trials[0]) == "sample");
  CHECK(name_of_scope(outcome.trials[1]) == "all");
  CHECK(outcome.trials[1].restore.comparison.files == 2);
  CHECK(practice.watcher.done == practice.watcher.expected);
  CHECK(practice.is_proven());
  CHECK(practice.is_clean());
  CHECK(outcome_of(outcome) == "done");
}

TEST_CASE("a sample alone proves nothing of the plan") {
  Practice practice;
  REQUIRE(practice.drill().has_value());
  practice.plan.id = "plan-2";
  practice.save();
  practice.free = gigabyte / 10;  // room for a sample, and for no slice
  practice.files.put_file("/srv/radios/2.dcm", std::string(1000, 'y'));
  practice.means.free_bytes = [asked = 0](const std::string&) mutable -> Result<std::uint64_t> {
    return asked++ == 0 ? 4 : 100 * gigabyte;
  };
  const DrillOutcome outcome = practice.drill().value();
  REQUIRE(outcome.trials.size() == 1);
  CHECK(outcome.left_out == ErrorCode::full);
  CHECK(outcome_of(outcome) == "partial");
  auto journal = open_state(practice.state()).value();
  const PlaceProof proof = read_proofs(journal, practice.plans()).value().at({"plan-2", "place-1"});
  CHECK(proof.sampled.has_value());
  CHECK_FALSE(proof.proven(practice.plan));
  CHECK(proof.why_not_done == "full");
}

TEST_CASE("a damaged pack is a failure that no later sample takes away, but a whole drill does") {
  Practice practice;
  REQUIRE(practice.drill().has_value());
  REQUIRE(practice.is_proven());
  practice.damage();
  const DrillOutcome outcome = practice.drill().value();
  CHECK(outcome_of(outcome) == "not_proven");
  CHECK(practice.has_failed());
  CHECK(practice.proof().failure == "unrestored");
  CHECK_FALSE(practice.watcher.failures.empty());
  CHECK(practice.is_clean());

  // A new copy in a new pack: the sample comes back, and at once everything is tried again.
  for (const auto type : {store::FileType::index, store::FileType::pack}) {
    for (const store::FileName& name : practice.files_of(type)) REQUIRE(practice.places.store.remove(name));
  }
  practice.pass(hours(24));
  practice.files.put_file("/srv/cabinet/agenda.db", "agenda 2");
  practice.save();
  practice.means.free_bytes = [asked = 0](const std::string&) mutable -> Result<std::uint64_t> {
    return asked++ == 0 ? 4 : 100 * gigabyte;
  };
  REQUIRE(practice.drill().value().trials.size() == 1);
  CHECK(practice.has_failed());
  practice.means.free_bytes = [](const std::string&) { return Result<std::uint64_t>(100 * gigabyte); };
  REQUIRE(practice.drill().has_value());
  CHECK(practice.is_proven());
}

TEST_CASE("a whole cycle of slices proves the plan, each with the newest copy then") {
  Practice practice;
  for (int i = 0; i < 200; ++i) {
    practice.files.put_file("/srv/radios/lot/" + std::to_string(i) + ".dcm",
                            std::string(5'000, 'a') + std::to_string(i));
  }
  practice.save();
  // A quarter of this at once: sixteen slices of a megabyte.
  constexpr std::uint64_t room = 4 * 70'000;
  practice.means.free_bytes = [&](const std::string&) { return Result<std::uint64_t>(practice.free); };
  std::set<std::string> scopes;
  int days = 0;
  for (; days < 40 && !practice.is_proven(); ++days) {
    practice.pass(hours(24));
    practice.files.put_file("/srv/cabinet/agenda.db", "agenda " + std::to_string(days));
    practice.save();
    bool is_first = true;
    practice.means.free_bytes = [is_first](const std::string&) mutable -> Result<std::uint64_t> {
      return std::exchange(is_first, false) ? room : 100 * gigabyte;
    };
    const DrillOutcome outcome = practice.drill().value();
    for (const Trial& trial : outcome.trials) scopes.emplace(name_of_scope(trial));
  }
  CHECK(scopes == std::set<std::string>{"sample", "slice"});
  CHECK(days > 14);
  CHECK(days <= 28);
  CHECK(practice.proof().files.parts() == 16);
}

TEST_CASE("everything at once is one trial, where there is room") {
  Practice practice;
  const DrillOutcome outcome = practice.drill(true).value();
  REQUIRE(outcome.trials.size() == 1);
  CHECK(name_of_scope(outcome.trials[0]) == "all");
  CHECK(practice.entries("restore_proven").at(0).body.text("scope") == "all");
}

TEST_CASE("only a snapshot that came back whole is pinned") {
  Practice practice;
  REQUIRE(practice.drill().has_value());
  std::map<std::string, bool> pinned;
  for (const journal::Entry& entry : practice.entries("restore_proven")) {
    pinned[entry.body.text("scope").value()] = proven_snapshot(entry).has_value();
  }
  CHECK(pinned == std::map<std::string, bool>{{"sample", false}, {"all", true}});
}

TEST_CASE("drills are no exercises with a folder, and fill a table of their own") {
  Practice practice;
  REQUIRE(practice.drill().has_value());
  auto journal = open_state(practice.state()).value();
  const auto readings = backup_facts(journal).value();
  for (const posture::Reading& reading : readings) {
    CHECK((reading.table == "last_restore") == reading.rows.empty());
  }
  const auto drills = plan_drill_facts(journal, {practice.plans(), std::nullopt}).value();
  REQUIRE(drills.rows.size() == 1);
  CHECK(drills.rows[0][2].second == posture::Fact(std::int64_t{1}));
  CHECK(drills.rows[0][3].second == posture::Fact(std::int64_t{0}));
  CHECK(plan_drill_facts(journal, {practice.plans(), plan::PlanFault{}}).value().incomplete.has_value());
}

TEST_CASE("what is written down names nobody") {
  Practice practice;
  practice.files.put_file("/srv/cabinet/CANARI Patience.pdf", "x");
  practice.save();
  REQUIRE(practice.drill().has_value());
  practice.damage();
  REQUIRE(practice.drill().has_value());
  for (const char* kind : {"restore_proven", "restore_failed"}) {
    const auto entries = practice.entries(kind);
    REQUIRE_FALSE(entries.empty());
    for (const auto& entry : entries) {
      for (const auto& [name, value] : *entry.body.as_object()) {
        if (const auto* text = value.as_text()) CHECK(text->find('/') == std::string::npos);
      }
    }
  }
}

TEST_CASE("a key that opens nothing is a failure of the copy; a place that is gone is not") {
  Practice practice;
  REQUIRE(practice.drill().has_value());
  practice.places.error = ErrorCode::unavailable;
  CHECK(practice.drill().error().code == ErrorCode::unavailable);
  CHECK(practice.is_proven());
  CHECK(practice.proof().why_not_done.empty() == false);
  practice.places.error = ErrorCode::wrong_key;
  CHECK(practice.drill().error().code == ErrorCode::wrong_key);
  CHECK(practice.has_failed());
  CHECK(practice.proof().failure == "wrong_key");
}

TEST_CASE("a place that goes in the middle is no failure of the copy") {
  Practice practice;
  practice.watcher.on_bytes = [&] {
    practice.places.here = false;
    for (const store::FileName& name : practice.files_of(store::FileType::pack)) {
      static_cast<void>(practice.places.store.remove(name));
    }
  };
  CHECK(practice.drill().error().code == ErrorCode::unavailable);
  CHECK(practice.entries("restore_failed").empty());
  CHECK(practice.proof().why_not_done == "unavailable");
  CHECK(practice.is_clean());
}

TEST_CASE("the newest copy that is gone is a failure, and an older one is not tried in its place") {
  Practice practice;
  const auto first = practice.files_of(store::FileType::snapshot);
  practice.pass(hours(24));
  practice.files.put_file("/srv/cabinet/agenda.db", "agenda 2");
  practice.save();
  for (const store::FileName& name : practice.files_of(store::FileType::snapshot)) {
    if (name != first[0]) REQUIRE(practice.places.store.remove(name));
  }
  CHECK(practice.drill().error().code == ErrorCode::damaged);
  CHECK(practice.has_failed());
}

TEST_CASE("a plan that has no copy yet is not a failure") {
  Practice practice;
  practice.plan.id = "plan-9";
  CHECK(practice.drill().error().code == ErrorCode::not_found);
  CHECK(practice.entries("drill_not_done").size() == 1);
  CHECK(practice.entries("restore_failed").empty());
}

TEST_CASE("a drill that a person stops leaves no word and nothing in clear") {
  Practice practice;
  practice.watcher.on_bytes = [&] { practice.watcher.stops = true; };
  CHECK(practice.drill().error().code == ErrorCode::cancelled);
  CHECK(practice.is_clean());
  CHECK(practice.entries("restore_proven").empty());
  CHECK(practice.entries("restore_failed").empty());
  CHECK(practice.entries("drill_not_done").empty());
}

TEST_CASE("what a crash left in clear goes at the next start") {
  Practice practice;
  practice.files.put_file(practice.state() + "/drill-restored/srv/cabinet/agenda.db", "agenda");
  practice.files.put_folder("/var/tmp");
  REQUIRE(sweep_drills(practice.files, practice.state(), practice.means));
  CHECK(practice.is_clean());
}

TEST_CASE("a database without a copy keeps the plan from being proven, and is no failure of what was copied") {
  Practice practice;
  practice.plan.databases.push_back({.id = "database-1", .name = "cabinet", .engine = plan::Engine::postgresql});
  const DrillOutcome outcome = practice.drill().value();
  REQUIRE(outcome.trials.size() == 3);
  CHECK(outcome.trials[2].databases.at(0).outcome == DatabaseOutcome::missing);
  CHECK_FALSE(reason_of_failure(outcome.trials[2]));
  CHECK(outcome_of(outcome) == "partial");
  CHECK_FALSE(practice.is_proven());
  CHECK_FALSE(practice.has_failed());
}

TEST_CASE("documents that cannot be read are counted, and are no failure") {
  Practice practice;
  practice.means.try_document = [](const std::string& name, machine::SourceFile&) -> std::optional<Result<void>> {
    if (!name.ends_with(".dcm")) return std::nullopt;
    return Result<void>(failure(ErrorCode::damaged, "no document"));
  };
  const DrillOutcome outcome = practice.drill(true).value();
  CHECK(outcome.trials.at(0).documents == 1);
  CHECK(outcome.trials.at(0).documents_damaged == 1);
  CHECK(practice.is_proven());
}

TEST_CASE("an answer counts as a proof only where there must be rows") {
  using plan::Subject;
  plan::Database database{.id = "database-1", .name = "cabinet"};
  CHECK(judge(database, {}).outcome == DatabaseOutcome::unasked);
  database.questions = {{Subject::agenda, "a"}, {Subject::payments, "b"}, {Subject::history, "c"}};
  CHECK(judge(database, {0, 7, 8}).outcome == DatabaseOutcome::proven);
  CHECK(judge(database, {5, 0, 8}).outcome == DatabaseOutcome::empty);
  CHECK(judge(database, {5, 7, 0}).outcome == DatabaseOutcome::empty);
  CHECK(judge(database, {5, 7, failure(ErrorCode::invalid_input, "")}).outcome == DatabaseOutcome::unanswered);
  database.questions.push_back({Subject::payments, "d"});
  const TriedDatabase tried = judge(database, {5, 7, 8, 3});
  CHECK(tried.answers ==
        std::map<Subject, std::int64_t>{{Subject::agenda, 5}, {Subject::payments, 3}, {Subject::history, 8}});
}

}  // namespace
}  // namespace digue::agent
