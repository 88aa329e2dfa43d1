#include "machine/sleeper.h"

#include <doctest/doctest.h>

namespace digue::machine {
namespace {

TEST_CASE("sleeping takes the time that was asked for") {
  SystemSleeper sleeper;
  const auto before = sleeper.elapsed();
  CHECK(sleeper.sleep(std::chrono::milliseconds(20)).has_value());
  CHECK(sleeper.elapsed() - before >= std::chrono::milliseconds(19));
}

TEST_CASE("who is asked to stop does not sleep") {
  std::stop_source source;
  source.request_stop();
  CHECK(SystemSleeper(source.get_token()).sleep(std::chrono::hours(24)).error().code == ErrorCode::cancelled);
}

}  // namespace
}  // namespace digue::machine
