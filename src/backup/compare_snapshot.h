#pragma once

#include <functional>
#include <string>

#include "backup/compare_trees.h"
#include "repository/repository.h"

namespace digue::backup {

struct SnapshotComparison {
  repository::BlobId tree;  ///< of the folder of the snapshot that was restored
  /// As RestoreOptions::selects; empty: all.
  std::function<bool(const std::string& path, bool is_folder)> selects;
  /// Asked now and then with the bytes compared since the last time; an error ends the comparison.
  std::function<Result<void>(std::uint64_t bytes)> goes_on;
  /// Told of each file that came back with the same bytes.
  std::function<void(const std::string& path, machine::SourceFile& file)> same_file;
};

/// Compares what was restored with the snapshot itself, not with the originals, which have changed since: each byte is
/// read back and hashed against the name of its blob, and all metadata that a restore promises is compared with the
/// nodes. Names that the snapshot does not have, or that were not selected, are `added`; sockets are in no restore.
///
/// What cannot be read is a difference; so is a name that leads elsewhere. An error only when `goes_on` ends it, or
/// `unavailable` when the place is gone.
Result<Comparison> compare_with_snapshot(repository::Repository& repository, const SnapshotComparison& options,
                                         machine::SourceFolder& copy);

}  // namespace digue::backup
