#include "machine/fake/snapshots.h"

#include "support/snapshot_contract.h"

namespace digue::machine::fake {
namespace {

TEST_CASE("snapshots of files in memory keep the contract that those of a system must keep") {
  MemoryFileTree files;
  files.put_folder("/cabinet/agenda.d");
  files.put_folder("/radios/2026");
  MemorySnapshots snapshots(files);
  test::SnapshotContract(snapshots, "/cabinet/agenda.d", "/radios/2026", [&](const auto& path, const auto& content) {
    files.put_file(path, content);
  }).check();
  CHECK(snapshots.alive == 0);
}

TEST_CASE("a program that could not bring its files into order is told, and a refusal is an error") {
  MemoryFileTree files;
  files.put_folder("/cabinet");
  MemorySnapshots snapshots(files);
  snapshots.writers = {{"SqlServerWriter", false}};
  CHECK(snapshots.make({"/cabinet"}, Deadline::in(std::chrono::seconds(1))).value()->writers() == snapshots.writers);
  snapshots.failure = ErrorCode::denied;
  CHECK(snapshots.make({"/cabinet"}, Deadline::in(std::chrono::seconds(1))).error().code == ErrorCode::denied);
}

}  // namespace
}  // namespace digue::machine::fake
