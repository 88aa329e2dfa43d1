#include "repository/zoned_time.h"

#include <doctest/doctest.h>

#include <limits>

namespace digue::repository {
namespace {

std::string written(const ZonedTime& time) {
  std::string out;
  append_rfc3339(out, time);
  return out;
}

TEST_CASE("times are written as Go's RFC3339Nano") {
  CHECK(written({0, 0, 0}) == "1970-01-01T00:00:00Z");
  CHECK(written({0, 1, 3600}) == "1970-01-01T01:00:00.000000001+01:00");
  CHECK(written({-1, 999'999'999, 3600}) == "1970-01-01T00:59:59.999999999+01:00");
  CHECK(written({1'600'000'000, 120'000'000, 7200}) == "2020-09-13T14:26:40.12+02:00");
  CHECK(written({951'782'400, 0, -12'600}) == "2000-02-28T20:30:00-03:30");
}

TEST_CASE("the seconds of an old zone are in the clock but not in the offset, as in restic") {
  CHECK(written({-2'000'000'001, 500'000'000, 561}) == "1906-08-16T20:36:00.5+00:09");
}

TEST_CASE("a year that has no four digits becomes the nearest that has") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(written({253'402'300'800, 0, 0}) == "9999-01-01T00:00:00Z");
  CHECK(written({-62'167'219'201, 0, 0}) == "0000-12-31T23:59:59Z");
  CHECK(written({most, 0, 0}).starts_with("9999-"));
  CHECK(written({-most - 1, 0, 0}).starts_with("0000-"));
  // 29 February of 10000, which 9999 has not.
  CHECK(written({253'402'300'800 + 59 * 86'400, 0, 0}) == "9999-03-01T00:00:00Z");
}

TEST_CASE("more than nine decimals are cut") {
  CHECK(parse_zoned_time("1970-01-01T00:00:00.1234567899Z") == ZonedTime{0, 123'456'789, 0});
  CHECK(parse_zoned_time("1970-01-01T00:00:00.5+00:00") == ZonedTime{0, 500'000'000, 0});
}

TEST_CASE("what is no time is refused") {
  for (const char* wrong :
       {"", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-02-29T00:00:00Z",
        "1970-01-00T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z",
        "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Z ", "1970-01-01 00:00:00Z", "1970-01-01T00:00:00+1:00",
        "1970-01-01T00:00:00+24:00", "+970-01-01T00:00:00Z", "1970-01-01T00:00:00,5Z"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_zoned_time(wrong).has_value());
  }
}

TEST_CASE("an instant and a zoned time are the same to the millisecond") {
  CHECK(to_instant({-1, 999'999'999, 3600}) == Instant(std::chrono::milliseconds(-1)));
  CHECK(to_zoned(Instant(std::chrono::milliseconds(-1)), 60) == ZonedTime{-1, 999'000'000, 60});
  CHECK(is_same_instant({5, 6, 0}, {5, 6, 3600}));
  CHECK_FALSE(is_same_instant({5, 6, 0}, {5, 7, 0}));
}

}  // namespace
}  // namespace digue::repository
