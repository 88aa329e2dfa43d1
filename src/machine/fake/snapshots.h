#pragma once

#include <optional>

#include "machine/fake/file_tree.h"
#include "machine/snapshots.h"

namespace digue::machine::fake {

/// Snapshots of files in memory: a copy of the whole tree, of which only the asked file systems are shown. One file
/// system is what lies below one folder of the root.
class MemorySnapshots final : public Snapshots {
 public:
  explicit MemorySnapshots(MemoryFileTree& files) : files_(files) {}

  Result<std::unique_ptr<Snapshot>> make(const std::vector<std::string>& paths, Deadline deadline) override;

  std::vector<SnapshotWriter> writers;  ///< of those to come
  std::optional<ErrorCode> failure;     ///< what every question answers from now on
  int alive = 0;                        ///< snapshots that somebody still has

 private:
  MemoryFileTree& files_;
};

}  // namespace digue::machine::fake
