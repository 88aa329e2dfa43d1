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

}  // namespace
}  // namespace digue::store
