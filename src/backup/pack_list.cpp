#include "backup/pack_list.h"

#include <algorithm>

#include "repository/pack_header.h"

namespace digue::backup {

using repository::PackedBlob;
using repository::PackId;

Result<PackSizes> pack_sizes(store::Store& store) {
  PackSizes sizes;
  for (const store::ListedFile& file : TRY(store.list(store::FileType::pack))) {
    sizes.emplace(PackId(file.id.raw()), file.size);
  }
  return sizes;
}

std::vector<PackedBlob> each_once(std::span<const PackedBlob> blobs) {
  std::vector<PackedBlob> once(blobs.begin(), blobs.end());
  const auto repeated = std::ranges::unique(once);
  once.erase(repeated.begin(), repeated.end());
  return once;
}

std::uint64_t pack_bytes_of(std::span<const PackedBlob> blobs) {
  std::uint64_t bytes = repository::pack_tail_bytes(blobs);
  for (const PackedBlob& blob : blobs) bytes += blob.length;
  return bytes;
}

store::FileName file_of(const PackId& pack) { return {store::FileType::pack, repository::file_id(pack)}; }

}  // namespace digue::backup
