#include "repository/packed_blob.h"

#include <limits>

namespace digue::repository {

Result<void> check_lengths(const PackedBlob& blob) {
  if (blob.length < crypto::seal_overhead) return failure(ErrorCode::damaged, "a blob shorter than its seal");
  if (blob.plain_length() > max_blob_bytes) return failure(ErrorCode::damaged, "a blob longer than it may be");
  if (blob.length > std::numeric_limits<std::uint32_t>::max() - blob.offset) {
    return failure(ErrorCode::damaged, "a blob that ends beyond any pack");
  }
  return {};
}

}  // namespace digue::repository
