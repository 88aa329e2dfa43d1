// One line for each store. Those that need a real disk or a server are in tests/store.

#include <doctest/doctest.h>

#include "machine/fake/disk.h"
#include "store/local.h"
#include "store/memory.h"
#include "store/open.h"
#include "store/retry.h"
#include "support/store_contract.h"

namespace digue::store {
namespace {

using test::StoreContract;

TEST_CASE("the store in memory keeps the contract") {
  MemoryStore store;
  StoreContract(store).check();
}

TEST_CASE("a folder of the disk in memory keeps the contract") {
  machine::fake::MemoryDisk disk;
  LocalStore store(disk, "/repository");
  StoreContract(store).check();
}

TEST_CASE("the folder that a location names keeps the contract") {
  machine::fake::MemoryDisk disk;
  machine::SystemSleeper sleeper;
  const auto store = open_store(parse_location("/repository/").value(), {.disk = disk, .sleeper = sleeper}).value();
  StoreContract(*store).check();
  CHECK(disk.content("/repository/config").has_value());
}

TEST_CASE("what is wrapped in retries keeps the contract") {
  machine::SystemSleeper sleeper;
  RetryStore store(std::make_unique<MemoryStore>(), sleeper);
  StoreContract(store).check();
}

}  // namespace
}  // namespace digue::store
