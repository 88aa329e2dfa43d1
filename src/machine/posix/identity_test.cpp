#include "machine/identity.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace digue::machine {
namespace {

TEST_CASE("this process exists, and a dead one does not") {
  const Identity self = this_process();
  CHECK_FALSE(self.host.empty());
  CHECK(process_exists(self.process_id));
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  CHECK_FALSE(process_exists(child));
}

TEST_CASE("no number that means a group of processes exists") {
  CHECK_FALSE(process_exists(0));
  CHECK_FALSE(process_exists(-1));
  CHECK_FALSE(process_exists(1LL << 40));
}

}  // namespace
}  // namespace digue::machine
