#include <doctest/doctest.h>

#include "machine/linux/disk.h"
#include "store/local.h"
#include "support/store_contract.h"
#include "support/temporary_folder.h"

namespace digue::store {
namespace {

using test::StoreContract;

TEST_CASE("a folder of the real disk keeps the contract") {
  const test::TemporaryFolder place;
  machine::linux::LinuxDisk disk;
  LocalStore store(disk, place.path_of("repository"));
  StoreContract(store).check();
}

TEST_CASE("what the system cannot read from its disk is damaged, not a place that is gone") {
  machine::linux::LinuxDisk disk;
  Bytes content(100);
  // A regular file whose first page no process has: the system answers EIO, as it does for a bad sector.
  const auto read = disk.read("/proc/self/mem", 0, content);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::damaged);
}

}  // namespace
}  // namespace digue::store
