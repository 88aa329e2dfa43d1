#include "machine/windows/clock.h"

#include <doctest/doctest.h>

namespace digue::machine::windows {
namespace {

/// "Romance Standard Time", as Windows has it: the last Sundays of March, at 2, and of October, at 3.
TIME_ZONE_INFORMATION paris() {
  TIME_ZONE_INFORMATION zone{};
  zone.Bias = -60;
  zone.DaylightBias = -60;
  zone.DaylightDate = {.wYear = 0, .wMonth = 3, .wDayOfWeek = 0, .wDay = 5, .wHour = 2};
  zone.StandardDate = {.wYear = 0, .wMonth = 10, .wDayOfWeek = 0, .wDay = 5, .wHour = 3};
  return zone;
}

std::int64_t minutes_in_paris(const char* instant) {
  return ahead_of_utc(parse_rfc3339(instant).value(), paris()) / std::chrono::minutes(1);
}

TEST_CASE("the clock agrees with the one of the C++ library") {
  const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Instant now = SystemClock().now();
  CHECK(now >= before - std::chrono::seconds(1));
  CHECK(now <= std::chrono::system_clock::now() + std::chrono::seconds(1));
}

TEST_CASE("summer time begins and ends in the right second") {
  CHECK(minutes_in_paris("2026-01-15T12:00:00Z") == 60);
  CHECK(minutes_in_paris("2026-03-29T00:59:59Z") == 60);
  CHECK(minutes_in_paris("2026-03-29T01:00:00Z") == 120);
  CHECK(minutes_in_paris("2026-07-15T12:00:00Z") == 120);
  CHECK(minutes_in_paris("2026-10-25T00:59:59Z") == 120);
  CHECK(minutes_in_paris("2026-10-25T01:00:00Z") == 60);
}

TEST_CASE("a zone behind UTC is behind it by minus minutes, also across midnight and the year") {
  TIME_ZONE_INFORMATION zone{};
  zone.Bias = 240;  // Guadeloupe
  CHECK(ahead_of_utc(parse_rfc3339("2027-01-01T00:30:00Z").value(), zone) == std::chrono::minutes(-240));
}

TEST_CASE("an instant that no calendar of Windows has is no reason to stop") {
  CHECK(ahead_of_utc(Instant::min(), paris()) == std::chrono::seconds(0));
  CHECK(SystemClock().ahead_of_utc(Instant::min()) == std::chrono::seconds(0));
}

TEST_CASE("the zone of this computer has an answer between the farthest of the world") {
  const std::chrono::seconds ahead = SystemClock().ahead_of_utc(SystemClock().now());
  CHECK(ahead >= std::chrono::hours(-12));
  CHECK(ahead <= std::chrono::hours(14));
}

}  // namespace
}  // namespace digue::machine::windows
