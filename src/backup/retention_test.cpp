#include "backup/retention_test.h"

#include <doctest/doctest.h>

namespace digue::backup {
namespace {

using std::chrono::days;
using std::chrono::hours;

TEST_CASE(
    "a rule keeps the newest of so many hours, days, weeks, months and years, and the oldest while some are left") {
  CHECK(kept(question_of(daily(10), {.last = {3, {}}})) == ids({0, 1, 2}));
  CHECK(kept(question_of(daily(10), {.daily = {3, {}}})) == ids({0, 1, 2}));
  CHECK(kept(question_of(daily(10), {.weekly = {2, {}}})) == ids({0, 2}));
  CHECK(kept(question_of(daily(40), {.monthly = {3, {}}})) == ids({0, 24, 39}));
  CHECK(kept(question_of(daily(10), {.yearly = {5, {}}})) == ids({0, 9}));
  CHECK(kept(question_of(daily(10), {.hourly = {KeepRule::unlimited, {}}})).size() == 10);
}

TEST_CASE("of one day the newest is kept") {
  std::vector<SnapshotFacts> snapshots = daily(2);
  snapshots.push_back(snapshot_at(7, now - hours(1)));
  CHECK(kept(question_of(snapshots, {.daily = {2, {}}})) == ids({7, 1}));
}

TEST_CASE("a day is the day where the backup was made") {
  std::vector<SnapshotFacts> snapshots = {snapshot_at(0, now), snapshot_at(1, now - hours(9))};
  CHECK(kept(question_of(snapshots, {.daily = {1, {}}})) == ids({0}));
  for (SnapshotFacts& snapshot : snapshots) snapshot.ahead_of_utc = hours(-4);
  CHECK(kept(question_of(snapshots, {.daily = {2, {}}})) == ids({0, 1}));
}

TEST_CASE("a span is counted from the newest snapshot, and reasons say which rule held") {
  CHECK(kept(question_of(daily(10), {.last = {0, {0, 0, 3, 0}}})) == ids({0, 1, 2}));
  CHECK(kept(question_of(daily(30), {.weekly = {0, {0, 0, 14, 0}}})) == ids({0, 2, 9}));
  const auto plans =
      plan_retention(question_of(daily(2), {.last = {1, {1, 0, 0, 0}}, .daily = {5, {}}, .monthly = {0, {0, 6, 0, 0}}}))
          .value();
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].keep[0].reasons ==
        std::vector<std::string>{"within 1y", "last snapshot", "daily snapshot", "monthly within 6m"});
  CHECK(plans[0].keep[1].reasons ==
        std::vector<std::string>{"within 1y", "daily snapshot", "oldest monthly within 6m"});
}

TEST_CASE("tags keep without being counted") {
  std::vector<SnapshotFacts> snapshots = daily(5);
  snapshots[3].tags = {"a", "b"};
  snapshots[4].tags = {"a"};
  CHECK(kept(question_of(snapshots, {.last = {1, {}}, .tags = {{"a", "b"}}})) == ids({0, 3}));
  CHECK(kept(question_of(snapshots, {.last = {1, {}}, .tags = {{"b"}, {"a"}}})) == ids({0, 3, 4}));
  CHECK(kept(question_of(snapshots, {.tags = {{""}}})) == ids({0, 1, 2}));
}

TEST_CASE("each group has its own count") {
  std::vector<SnapshotFacts> snapshots = daily(4);
  snapshots[2].host = snapshots[3].host = "accueil";
  RetentionQuestion question = question_of(snapshots, {.last = {1, {}}});
  CHECK(kept(question) == ids({0, 2}));
  question.group_by = {.host = false, .paths = true, .tags = false};
  CHECK(kept(question) == ids({0}));
  question.snapshots[1].paths = {"/b", "/a"};
  question.snapshots[2].paths = {"/a", "/b"};
  CHECK(kept(question) == ids({0, 1}));
}

TEST_CASE("a policy that keeps nothing forgets nothing") {
  CHECK(plan_retention(question_of(daily(3), {})).error().code == ErrorCode::invalid_input);
  CHECK(plan_retention(question_of(daily(3), {.tags = {{"none has it"}}})).error().code == ErrorCode::invalid_input);
  CHECK(plan_retention(question_of({}, {.last = {1, {}}})).value().empty());
}

TEST_CASE("the proven snapshot stays") {
  RetentionQuestion question = question_of(daily(9), {.last = {1, {}}});
  question.pinned = {id_of(6)};
  const auto plans = plan_retention(question).value();
  CHECK(kept(plans) == ids({0, 6}));
  CHECK(plans[0].keep[1].reasons == std::vector<std::string>{"pinned"});
}

TEST_CASE("a clock that went back forgets nothing") {
  RetentionQuestion question = question_of(daily(3), {.last = {1, {}}});
  question.snapshots[2].first_seen = now + days(2);
  CHECK(plan_retention(question).error().code == ErrorCode::unavailable);
  question.trusted = {id_of(2)};  // a person has looked: it was wrong then, not now
  CHECK(kept(question) == ids({0}));
}

TEST_CASE("a claimed time is believed as far as what was seen allows") {
  SnapshotFacts snapshot = snapshot_at(0, now - days(30));
  CHECK_FALSE(doubt_about(snapshot, now));
  snapshot.first_seen = now - days(3);
  CHECK_FALSE(doubt_about(snapshot, now));  // it was there when we first looked
  snapshot.absent_at = now - days(4);
  CHECK(doubt_about(snapshot, now) == Doubt::back_dated);
  snapshot.claimed_at = now - days(4) - hours(20);
  CHECK_FALSE(doubt_about(snapshot, now));  // it took a day
  snapshot.claimed_at = now - days(2);
  CHECK(doubt_about(snapshot, now) == Doubt::in_the_future);
  snapshot.claimed_at = now + hours(2);
  snapshot.first_seen = snapshot.absent_at = std::nullopt;
  CHECK(doubt_about(snapshot, now) == Doubt::in_the_future);
}

TEST_CASE("what claims a wrong time is set aside until a person trusts it") {
  RetentionQuestion question = question_of(daily(5), {.daily = {2, {}}});
  question.snapshots.push_back(snapshot_at(77, now + days(400)));
  SnapshotFacts copied = snapshot_at(78, now - days(1));  // later on its day than the good one
  copied.absent_at = now - hours(1);
  copied.claimed_at = now - days(3);
  question.snapshots.push_back(copied);
  const auto plans = plan_retention(question).value();
  CHECK(kept(plans) == ids({0, 1}));
  REQUIRE(plans[0].set_aside.size() == 2);
  CHECK(plans[0].set_aside[0].id == id_of(77));
  CHECK(plans[0].set_aside[1].doubt == Doubt::back_dated);
  question.trusted = {id_of(78)};
  CHECK(plan_retention(question).value()[0].forget.front() == id_of(2));
  CHECK(plan_retention(question).value()[0].set_aside.size() == 1);
}

}  // namespace
}  // namespace digue::backup
