#include "agent/timings.h"

#include <doctest/doctest.h>

#include "agent/records.h"
#include "support/temporary_folder.h"

namespace digue::agent {
namespace {

using plan::Timeliness;
using std::chrono::hours;

const Instant made = parse_rfc3339("2026-11-23T08:00:00Z").value();
const Instant first_run = parse_rfc3339("2026-11-23T12:45:00Z").value();

plan::Plans one_plan() {
  plan::Plans plans;
  for (auto& day : plans.hours.week) day.push_back({hours(9), hours(19)});
  plans.plans.push_back({.id = "plan-1",
                         .name = "cabinet",
                         .folders = {"/srv"},
                         .places = {"place-1", "place-2"},
                         .times = {std::chrono::minutes(12 * 60 + 45)}});
  return plans;
}

struct Record {
  test::TemporaryFolder folder;
  journal::Journal journal =
      journal::Journal::open_or_make(folder.path() + "/journal.sqlite", crypto::Secret(Bytes(32))).value();
  plan::Plans plans = one_plan();

  void save(Instant began, std::string place = "place-1", std::uint64_t unsaved = 0, bool is_demonstration = false) {
    SavedBackup saved;
    saved.is_demonstration = is_demonstration;
    saved.unsaved = unsaved;
    saved.run = PlannedRunIds{"plan-1", std::move(place), began};
    journal.append(act_of_backup(saved, began + std::chrono::minutes(5))).value();
  }
  void make(Instant at) { journal.append(act_of_plan("plan-1", at)).value(); }
  void fail(Instant at) { journal.append(act_of_failed_run("plan-1", "place-1", ErrorCode::full, at)).value(); }

  PlanRecords read() { return plan_records(journal, plans).value(); }
  static Wall wall(Instant now) {
    return {now, [](Instant) { return std::chrono::seconds(0); }};
  }
  std::optional<Timeliness> timeliness(Instant now) {
    const auto timing = timing_of_plan(plans.plans[0], read(), plans.hours, wall(now));
    return timing ? std::optional(timing->timeliness) : std::nullopt;
  }
  bool should_run(std::string_view place, Instant now) {
    return timing_of_place(plans.plans[0], place, read(), plans.hours, wall(now)).value().should_run;
  }
};

TEST_CASE("nothing is known of a plan that the journal does not know") {
  Record record;
  CHECK_FALSE(record.timeliness(first_run));
  record.save(first_run);
  CHECK_FALSE(record.timeliness(first_run + hours(1)));
}

TEST_CASE("a whole copy makes a plan up to date, until the next one is late") {
  Record record;
  record.make(made);
  record.save(first_run);
  CHECK(record.timeliness(first_run + hours(1)) == Timeliness::up_to_date);
  CHECK(record.timeliness(first_run + hours(25)) == Timeliness::due);
  CHECK(record.timeliness(first_run + hours(27)) == Timeliness::late);
}

TEST_CASE("where nobody told the opening hours, a run missed on a working day is late, and one on a Sunday is not") {
  Record record;
  record.plans.hours = {};
  record.make(made);
  record.save(first_run);
  CHECK(record.timeliness(first_run + hours(27)) == Timeliness::late);
  const Instant saturday_evening = parse_rfc3339("2026-11-28T20:00:00Z").value();
  record.save(saturday_evening);
  CHECK(record.timeliness(saturday_evening + hours(24)) == Timeliness::missed);
}

TEST_CASE("a copy that left something out, or a demonstration, does not count as made") {
  for (const bool is_demonstration : {false, true}) {
    Record record;
    record.make(made);
    record.save(first_run, "place-1", is_demonstration ? 0 : 1, is_demonstration);
    CHECK(record.timeliness(first_run + hours(3)) == Timeliness::late);
    // But what could be read was saved: that is not tried again before its next time.
    CHECK(record.should_run("place-1", first_run + hours(3)) == is_demonstration);
  }
}

TEST_CASE("each place is due by itself, and one copy is enough for the plan") {
  Record record;
  record.make(made);
  record.save(first_run, "place-2");
  CHECK(record.timeliness(first_run + hours(3)) == Timeliness::up_to_date);
  CHECK(record.should_run("place-1", first_run + hours(3)));
  CHECK_FALSE(record.should_run("place-2", first_run + hours(3)));
}

TEST_CASE("what stands before a plan was made is not its own") {
  Record record;
  record.make(made);
  record.save(first_run);
  record.make(first_run + hours(1));
  CHECK_FALSE(record.read().of("plan-1").complete());
}

TEST_CASE("failures are counted since the newest copy") {
  Record record;
  record.make(made);
  record.fail(first_run - hours(1));
  record.save(first_run);
  CHECK(record.read().of("plan-1", "place-1").failures == 0);
  CHECK_FALSE(record.read().of("plan-1", "place-1").failed);
  record.fail(first_run + hours(24));
  record.fail(first_run + hours(25));
  const PlanRecords records = record.read();
  CHECK(records.of("plan-1", "place-1").failures == 2);
  CHECK(records.of("plan-1", "place-1").failure == "full");
  CHECK(records.of("plan-1", "place-1").failed == first_run + hours(25));
  CHECK(records.of("plan-1", "place-1").complete == first_run);
}

TEST_CASE("a clock that shows less than the journal is wrong, whatever was saved") {
  Record record;
  record.make(made);
  record.save(first_run);
  record.fail(first_run + hours(200));
  CHECK(record.timeliness(first_run + hours(1)) == Timeliness::clock_wrong);
  CHECK(record.should_run("place-1", first_run + hours(1)));
}

TEST_CASE("after each failure the pause doubles, up to four hours") {
  using std::chrono::minutes;
  CHECK(pause_after(0) == minutes(0));
  CHECK(pause_after(1) == minutes(15));
  CHECK(pause_after(2) == minutes(30));
  CHECK(pause_after(5) == minutes(240));
  CHECK(pause_after(1'000) == minutes(240));
}

TEST_CASE("plans that the journal does not know are noted once") {
  Record record;
  note_new_plans(record.journal, record.plans, record.read(), made).value();
  note_new_plans(record.journal, record.plans, record.read(), made + hours(1)).value();
  CHECK(record.read().of("plan-1").since == made);
}

TEST_CASE("the facts tell each plan, and are incomplete while plans.toml has a fault") {
  Record record;
  record.make(made);
  record.save(first_run);
  PlanFile file{record.plans, std::nullopt};
  const Wall wall = Record::wall(first_run + hours(1));
  auto reading = planned_backup_facts(record.journal, file, wall).value();
  CHECK_FALSE(reading.incomplete);
  REQUIRE(reading.rows.size() == 1);
  const std::int64_t day = std::chrono::floor<std::chrono::days>(first_run).time_since_epoch().count();
  CHECK(reading.rows[0] == posture::FactRow{{"plan", std::string("plan-1")},
                                            {"timeliness", std::string("up_to_date")},
                                            {"complete_day", day},
                                            {"places", std::int64_t{2}},
                                            {"failures", std::int64_t{0}}});
  file.fault = plan::PlanFault{3, "missing", "at"};
  CHECK(planned_backup_facts(record.journal, file, wall).value().incomplete);
}

}  // namespace
}  // namespace digue::agent
