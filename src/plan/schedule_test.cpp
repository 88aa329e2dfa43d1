#include "plan/schedule.h"

#include <doctest/doctest.h>

namespace digue::plan {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Paris in 2026: summer from 29 March to 25 October, 01:00 UTC.
seconds paris(Instant instant) {
  const bool is_summer = instant >= parse_rfc3339("2026-03-29T01:00:00Z").value() &&
                         instant < parse_rfc3339("2026-10-25T01:00:00Z").value();
  return is_summer ? hours(2) : hours(1);
}

Instant utc(std::string_view text) { return parse_rfc3339(text).value(); }

/// Open on weekdays, from 9 to 12 and from 14 to 19.
OpeningHours weekdays() {
  OpeningHours opening;
  for (std::size_t day = 0; day < 5; ++day) {
    opening.week[day] = {{hours(9), hours(12)}, {hours(14), hours(19)}};
  }
  return opening;
}

/// Every day at 12:45 and 19:30, the wall's time.
Schedule twice_a_day(std::string_view done) {
  return {.times = {hours(12) + minutes(45), hours(19) + minutes(30)},
          .since = utc("2026-01-01T00:00:00Z"),
          .done = utc(done)};
}

Timing timing(const Schedule& schedule, std::string_view now, const OpeningHours& opening = weekdays()) {
  return timing_of(schedule, opening, utc(now), paris);
}

TEST_CASE("a time of the day is read as the wall shows it") {
  CHECK(parse_time_of_day("07:05").value() == hours(7) + minutes(5));
  for (const char* wrong : {"7:05", "24:00", "12:60", "12h30", "", "12:3a"}) CHECK_FALSE(parse_time_of_day(wrong));
  CHECK(to_string(hours(7) + minutes(5)) == "07:05");
}

TEST_CASE("the wall's time is found in summer, in winter and on the days of the change") {
  const auto on = [](std::string_view day, TimeOfDay time) { return on_the_wall(parse_day(day).value(), time, paris); };
  CHECK(on("2026-07-01", hours(12)) == utc("2026-07-01T10:00:00Z"));
  CHECK(on("2026-12-01", hours(12)) == utc("2026-12-01T11:00:00Z"));
  // 02:30 does not exist that night.
  CHECK(on("2026-03-29", hours(2) + minutes(30)) == utc("2026-03-29T01:30:00Z"));
  CHECK(on("2026-03-29", hours(12)) == utc("2026-03-29T10:00:00Z"));
  // 02:30 comes twice.
  CHECK(on("2026-10-25", hours(2) + minutes(30)) == utc("2026-10-25T00:30:00Z"));
  CHECK(on("2026-10-25", hours(12)) == utc("2026-10-25T11:00:00Z"));
}

TEST_CASE("open time counts only while somebody is there") {
  OpeningHours opening = weekdays();
  const auto open = [&](std::string_view from, std::string_view to) {
    return open_time_between(opening, utc(from), utc(to), paris);
  };
  CHECK(open("2026-11-24T10:00:00Z", "2026-11-24T14:00:00Z") == hours(2));  // 11 to 15 on the wall
  CHECK(open("2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z") == hours(8));  // a Friday and a weekend
  CHECK(open("2026-11-24T14:00:00Z", "2026-11-24T10:00:00Z") == hours(0));
  opening.closures = {{parse_day("2026-11-20").value(), parse_day("2026-11-20").value()}};
  CHECK(open("2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z") == hours(0));
}

TEST_CASE("a run that is done is up to date until the next planned time") {
  const Schedule schedule = twice_a_day("2026-11-24T11:46:00Z");
  const Timing now = timing(schedule, "2026-11-24T18:29:00Z");
  CHECK(now.timeliness == Timeliness::up_to_date);
  CHECK_FALSE(now.should_run);
  CHECK(now.next == utc("2026-11-24T18:30:00Z"));
}

TEST_CASE("its time comes, then it is due, and after the grace it is late, for the practice was open that day") {
  const Schedule schedule = twice_a_day("2026-11-23T18:30:00Z");
  CHECK(timing(schedule, "2026-11-24T11:44:00Z").timeliness == Timeliness::up_to_date);
  const Timing due = timing(schedule, "2026-11-24T11:46:00Z");
  CHECK(due.timeliness == Timeliness::due);
  CHECK(due.should_run);
  CHECK(due.waiting == utc("2026-11-24T11:45:00Z"));
  CHECK(timing(schedule, "2026-11-24T13:46:00Z").timeliness == Timeliness::late);
}

TEST_CASE("what was slept through on closed days is missed, not late, and is made up for at once") {
  const Schedule schedule = twice_a_day("2026-11-20T18:31:00Z");  // Friday evening
  const Timing sunday = timing(schedule, "2026-11-22T20:00:00Z");
  CHECK(sunday.timeliness == Timeliness::missed);
  CHECK(sunday.should_run);
  CHECK(timing(schedule, "2026-11-23T08:00:00Z").timeliness == Timeliness::missed);
  CHECK(timing(schedule, "2026-11-23T13:46:00Z").timeliness == Timeliness::late);
}

TEST_CASE("after eight days it is late whatever the days") {
  OpeningHours on_holiday = weekdays();
  on_holiday.closures = {{parse_day("2026-08-01").value(), parse_day("2026-08-31").value()}};
  const Schedule schedule = twice_a_day("2026-08-01T18:00:00Z");
  CHECK(timing(schedule, "2026-08-09T12:00:00Z", on_holiday).timeliness == Timeliness::missed);
  CHECK(timing(schedule, "2026-08-09T18:01:00Z", on_holiday).timeliness == Timeliness::late);
  // Nothing that was never done is up to date for longer either.
  Schedule monthly = schedule;
  monthly.done.reset();
  monthly.since = utc("2026-08-01T18:00:00Z");
  CHECK(timing(monthly, "2026-08-09T18:01:00Z", on_holiday).timeliness == Timeliness::late);
}

TEST_CASE("a practice that never says when it is open is late only after eight days") {
  const Schedule schedule = twice_a_day("2026-11-16T11:46:00Z");
  CHECK(timing(schedule, "2026-11-24T11:00:00Z", {}).timeliness == Timeliness::missed);
  CHECK(timing(schedule, "2026-11-24T11:47:00Z", {}).timeliness == Timeliness::late);
}

TEST_CASE("a clock that was set back is said, and the run goes on") {
  const Timing now = timing(twice_a_day("2026-11-24T11:46:00Z"), "2026-11-23T11:46:00Z");
  CHECK(now.timeliness == Timeliness::clock_wrong);
  CHECK(now.should_run);
}

TEST_CASE("a computer that slept for years answers at once") {
  const Timing now = timing(twice_a_day("1999-01-01T00:00:00Z"), "2026-11-24T11:46:00Z");
  CHECK(now.timeliness == Timeliness::late);
}

}  // namespace
}  // namespace digue::plan
