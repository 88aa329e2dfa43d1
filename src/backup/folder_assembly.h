#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "repository/node.h"

namespace digue::backup {

struct FolderAssembly;

/// Where a node will stand: a place in the folder above it.
struct Slot {
  std::shared_ptr<FolderAssembly> folder;
  std::size_t number = 0;
};

/// A folder whose entries are being saved, in any order and by any thread. Whoever brings the last one saves the tree
/// and brings the folder to its own slot.
struct FolderAssembly {
  Slot slot;         ///< without a folder for the root
  std::string path;  ///< where it was read, for messages
  repository::Node self;
  std::optional<repository::Node> previous;  ///< what it was in the parent snapshot
  std::vector<repository::Node> nodes;       ///< in the order of their names; one without a name is left out
  /// Nodes that are still to come, and one for the walker until it has seen all entries.
  std::atomic<std::size_t> missing = 1;
};

}  // namespace digue::backup
