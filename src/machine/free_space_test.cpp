#include "machine/free_space.h"

#include <doctest/doctest.h>

#include "support/temporary_folder.h"

namespace digue::machine {
namespace {

TEST_CASE("a folder tells how much more fits on its disk, and one that is not there does not") {
  const test::TemporaryFolder place;
  CHECK(free_bytes(place.path()).value() > 0);
  CHECK(free_bytes(place.path_of("nothing")).error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace digue::machine
