#pragma once

#include <cstdint>

#include "backup/used_blobs.h"

namespace digue::backup {

/// Who has the password can forge trees. What goes through a snapshot by its paths keeps these limits.

/// Folders in folders. No file system that people use is as deep, and the stack must not be exhausted.
inline constexpr std::size_t max_folder_depth = 4'000;

/// Entries of trees that occurred before in the same snapshot: n trees that each name the next one twice are 2^n
/// paths. The folders of a real disk are hardly ever the same tree, for their entries tell inodes and times; the empty
/// folder is, and it adds none.
inline constexpr std::uint64_t max_repeated_entries = 1'000'000;

/// Counts them. Belongs to one thread; the index must not change while it lives.
class RepeatedTrees {
 public:
  explicit RepeatedTrees(const repository::BlobIndex& index, std::uint64_t limit = max_repeated_entries)
      : seen_(index), limit_(limit) {}

  /// To be asked before the entries of a tree are gone through. False when that is once too often.
  bool may_go_through(const repository::BlobId& tree, std::size_t entries) {
    const bool is_repeated = seen_.mark(repository::BlobType::tree, tree) == UsedBlobs::Marked::before;
    if (!is_repeated || entries == 0) return true;
    if (entries > limit_ - repeated_) return false;
    repeated_ += entries;
    return true;
  }

 private:
  UsedBlobs seen_;
  std::uint64_t limit_;
  std::uint64_t repeated_ = 0;  ///< at most limit_
};

}  // namespace digue::backup
