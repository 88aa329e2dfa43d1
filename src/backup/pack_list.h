#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "repository/packed_blob.h"
#include "store/store.h"

namespace digue::backup {

/// The packs of a place, and how long they are, in bytes.
using PackSizes = std::unordered_map<repository::PackId, std::uint64_t, repository::PackIdHash>;
Result<PackSizes> pack_sizes(store::Store& store);

/// A pack's blobs in their order, without what a second index said of them.
std::vector<repository::PackedBlob> each_once(std::span<const repository::PackedBlob> blobs);

/// How long a pack with these blobs is.
std::uint64_t pack_bytes_of(std::span<const repository::PackedBlob> blobs);

store::FileName file_of(const repository::PackId& pack);

}  // namespace digue::backup
