#pragma once

#include "base/id.h"
#include "store/store.h"

namespace digue::repository {

/// SHA-256 of a blob's plaintext. Together with its type it names the blob.
using BlobId = Id<struct Blob>;

/// Data is a piece of a file; a tree is a folder's list of entries.
enum class BlobType : std::uint8_t { data, tree };

/// As in the index: "data", "tree".
std::string_view name_of(BlobType type);

/// Files of the repository: each is the SHA-256 of the stored bytes.
using PackId = Id<struct Pack>;
using PackIdHash = IdHash<struct Pack>;
using SnapshotId = Id<struct SnapshotFile>;
using IndexId = Id<struct IndexFile>;
using KeyId = Id<struct KeyFile>;
using LockId = Id<struct LockFile>;

template <typename Tag>
store::FileId file_id(const Id<Tag>& id) {
  return store::FileId(id.raw());
}

}  // namespace digue::repository
