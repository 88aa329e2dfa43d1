#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "repository/zoned_time.h"

namespace digue::repository {
namespace {

TEST_CASE("a time is read back as it was written") {
  CHECK(rc::check([] {
    const auto seconds = *rc::gen::inRange<std::int64_t>(-62'000'000'000, 253'000'000'000);
    const auto nanoseconds = *rc::gen::inRange<std::uint32_t>(0, 1'000'000'000);
    const auto minutes = *rc::gen::inRange<std::int32_t>(-14 * 60, 14 * 60 + 1);
    const ZonedTime time{seconds, nanoseconds, minutes * 60};
    std::string written;
    append_rfc3339(written, time);
    RC_ASSERT(parse_zoned_time(written).value() == time);
  }));
}

}  // namespace
}  // namespace digue::repository
