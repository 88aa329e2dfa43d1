#include "backup/used_blobs.h"

namespace digue::backup {

UsedBlobs::Marked UsedBlobs::mark(repository::BlobType type, const repository::BlobId& id) {
  const auto number = index_.number_of(type, id);
  if (!number || *number >= marks_.size()) return Marked::unknown;
  if (marks_[*number]) return Marked::before;
  marks_[*number] = true;
  return Marked::now;
}

bool UsedBlobs::contains(repository::BlobType type, const repository::BlobId& id) const {
  const auto number = index_.number_of(type, id);
  return number && *number < marks_.size() && marks_[*number];
}

}  // namespace digue::backup
