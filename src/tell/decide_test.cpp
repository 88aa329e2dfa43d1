#include "tell/decide_test.h"

#include <doctest/doctest.h>

namespace digue::tell {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::Practice;

const Problem late{Trouble::copy_late, "plan-1"};
const Problem left{Trouble::disk_left, "place-1"};
const Problem drill{Trouble::drill_failed, ""};

TEST_CASE("while all is well nothing is said") {
  Practice practice;
  for (int day = 0; day < 3; ++day, practice.pass(hours(24))) CHECK_FALSE(practice.look());
  CHECK_FALSE(practice.memory.notice);
}

TEST_CASE("a problem is said once a day, however often it is looked at, and by whatever program") {
  Practice practice;
  practice.sight.problems = {left};
  CHECK(practice.look());
  for (int i = 0; i < 20; ++i, practice.pass(minutes(15))) CHECK_FALSE(practice.look());
  practice.restart();
  CHECK_FALSE(practice.look());
  practice.at("2026-11-25T08:00:00Z");
  CHECK(practice.look());
}

TEST_CASE("what can wait is said in a pause of care, or after hours without one") {
  Practice practice;
  practice.at("2026-11-24T09:30:00Z");
  practice.sight.problems = {late};
  CHECK_FALSE(practice.look());
  practice.at("2026-11-24T12:05:00Z");
  CHECK(practice.look());

  Practice busy;
  busy.hours.week[1] = {{hours(8), hours(20)}};
  busy.at("2026-11-24T09:30:00Z");
  busy.sight.problems = {late};
  CHECK_FALSE(busy.look());
  busy.pass(hours(4));
  CHECK(busy.look());
}

TEST_CASE("a failed drill is said in the middle of care, every day") {
  Practice practice;
  practice.at("2026-11-24T10:00:00Z");
  practice.sight.problems = {drill};
  for (int day = 0; day < 6; ++day, practice.pass(hours(24))) CHECK(practice.look());
}

TEST_CASE("what can wait is said at most three times a week") {
  Practice practice;
  practice.sight.problems = {late};
  int said = 0;
  for (int day = 0; day < 7; ++day, practice.pass(hours(24))) said += practice.look() ? 1 : 0;
  CHECK(said == 3);
  CHECK(practice.look());
}

TEST_CASE("several problems are one notice, and each kind stands in it once") {
  Practice practice;
  practice.sight.problems = {late, left, {Trouble::copy_late, "plan-2"}};
  CHECK(practice.look());
  CHECK(practice.memory.notice->troubles == std::vector{Trouble::copy_late, Trouble::disk_left});
}

TEST_CASE("only after a problem that was said is it said that all is mended") {
  Practice practice;
  practice.sight.problems = {left};
  REQUIRE(practice.look());
  practice.sight.problems.clear();
  CHECK(practice.look());
  CHECK(practice.memory.notice->is_repair());
  CHECK_FALSE(practice.look());
}

TEST_CASE("what comes and goes all day is said once, and mended once") {
  Practice practice;
  int said = 0;
  for (int i = 0; i < 20; ++i, practice.pass(minutes(30))) {
    practice.sight.problems = i % 2 == 0 ? std::set{left} : std::set<Problem>();
    said += practice.look() ? 1 : 0;
  }
  CHECK(said == 2);
}

TEST_CASE("what cannot be looked at any more is not mended") {
  Practice practice;
  practice.sight.problems = {left};
  REQUIRE(practice.look());
  practice.sight = {{}, {Trouble::disk_left}};
  CHECK_FALSE(practice.look());
  CHECK(open_troubles(practice.memory) == std::set{Trouble::disk_left});
}

TEST_CASE("a clock that is set back repeats nothing, and does not silence it for years") {
  Practice practice;
  practice.at("2029-01-01T08:00:00Z");
  practice.sight.problems = {left};
  REQUIRE(practice.look());
  practice.now = parse_rfc3339("2026-11-24T08:00:00Z").value();
  practice.restart();
  CHECK_FALSE(practice.look());
  practice.pass(hours(24));
  CHECK(practice.look());
}

TEST_CASE("trouble is mailed once, and its end once") {
  Practice practice;
  practice.sight.problems = {late};
  practice.look();
  CHECK(practice.send() == Letter::trouble);
  for (int day = 0; day < 3; ++day, practice.pass(hours(24))) {
    practice.look();
    CHECK(practice.send() == std::nullopt);
  }
  practice.sight.problems.clear();
  practice.look();
  CHECK(practice.send() == Letter::repair);
  CHECK(practice.send() == std::nullopt);
}

TEST_CASE("a second trouble of one day waits for the next one") {
  Practice practice;
  practice.sight.problems = {late};
  practice.look();
  REQUIRE(practice.send() == Letter::trouble);
  practice.sight.problems.insert(drill);
  practice.look();
  CHECK(practice.send() == std::nullopt);
  practice.pass(hours(24));
  practice.look();
  CHECK(practice.send() == Letter::trouble);
}

TEST_CASE("a disk that was left is for the screen, not for a mail of its own") {
  Practice practice;
  practice.sight.problems = {left};
  practice.look();
  CHECK(practice.send() == std::nullopt);
}

TEST_CASE("one mail comes each Monday, also when the computer was off") {
  Practice practice;
  CHECK(practice.send() == std::nullopt);
  practice.at("2026-11-30T07:59:00Z");
  CHECK(practice.send() == std::nullopt);
  practice.at("2026-11-30T08:00:00Z");
  CHECK(practice.send() == Letter::weekly);
  CHECK(practice.send() == std::nullopt);
  practice.at("2026-12-16T10:00:00Z");
  practice.restart();
  CHECK(practice.send() == Letter::weekly);
  practice.now = parse_rfc3339("2026-12-01T10:00:00Z").value();
  CHECK(practice.send() == std::nullopt);
}

TEST_CASE("a mail that could not go is tried again after longer and longer pauses") {
  Practice practice;
  practice.sight.problems = {late};
  practice.look();
  std::vector<int> pauses;
  for (int i = 0; i < 6; ++i) {
    REQUIRE(practice.letter() == Letter::trouble);
    note_try(practice.memory.mail, practice.now);
    int waited = 0;
    for (; !practice.letter(); ++waited) practice.pass(minutes(15));
    pauses.push_back(waited);
  }
  CHECK(pauses == std::vector{1, 2, 4, 8, 16, 16});
}

TEST_CASE("the memory comes back as it was") {
  Practice practice;
  practice.sight.problems = {late, left, drill};
  practice.look();
  practice.send();
  note_try(practice.memory.ping, practice.now);
  practice.memory.series = "0a1b";
  CHECK(memory_from(to_json(practice.memory)).value() == practice.memory);
  CHECK_FALSE(memory_from(json::Object{{"version", 2}}));
}

}  // namespace
}  // namespace digue::tell
