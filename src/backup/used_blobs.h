#pragma once

#include <vector>

#include "repository/blob_index.h"

namespace digue::backup {

/// Marks on the blobs of an index, a bit each. No pack may be removed from the index while this lives. Belongs to one
/// thread.
class UsedBlobs {
 public:
  explicit UsedBlobs(const repository::BlobIndex& index) : index_(index), marks_(index.blob_count()) {}

  enum class Marked { now, before, unknown };
  /// `unknown` for a blob that the index does not have.
  Marked mark(repository::BlobType type, const repository::BlobId& id);
  bool contains(repository::BlobType type, const repository::BlobId& id) const;

 private:
  const repository::BlobIndex& index_;
  std::vector<bool> marks_;
};

}  // namespace digue::backup
