#include "repository/packed_blob.h"

#include <limits>

namespace digue::repository {

Result<void> check_lengths(const PackedBlob& blob) {
  if (blob.length < crypto::seal_overhead) return failure(ErrorCode::damaged, "a blob shorter than its seal");
  const std::uint32_t max_bytes = blob.type == BlobType::tree ? max_tree_bytes : max_data_bytes;
  if (blob.plain_length() > max_bytes) return failure(ErrorCode::damaged, "a blob longer than it may be");
  const std::uint64_t frame_bytes = blob.length - crypto::seal_overhead;
  if (blob.is_compressed() && blob.uncompressed_length > frame_bytes * max_plain_bytes_per_frame_byte) {
    return failure(ErrorCode::damaged, "a blob that says more of itself than zstd can make of it");
  }
  if (blob.length > std::numeric_limits<std::uint32_t>::max() - blob.offset) {
    return failure(ErrorCode::damaged, "a blob that ends beyond any pack");
  }
  return {};
}

}  // namespace digue::repository
