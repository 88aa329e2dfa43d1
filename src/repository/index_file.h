#pragma once

#include <functional>
#include <span>
#include <string>

#include "repository/packed_blob.h"

namespace digue::repository {

/// As many as a pack's header can have.
inline constexpr std::size_t max_pack_blobs = 16 * 1024 * 1024 / 37;

/// A pack as an index tells of it.
struct IndexedPack {
  PackId id;
  std::span<const PackedBlob> blobs;  ///< in any order; gone after the call
  bool is_to_be_deleted = false;      ///< in rustic's packs_to_delete: it can still be read
};

/// Calls `visit` for each pack of an index. Unknown members are passed over, also `supersedes`, which nobody reads any
/// more. `damaged` at the first thing that is wrong: the packs before it have been visited. An error of `visit` ends it
/// and is returned. Memory: one pack's blobs.
Result<void> read_index(ByteView plain, const std::function<Result<void>(const IndexedPack&)>& visit);

/// The plaintext of an index, pack by pack, as restic writes it.
class IndexWriter {
 public:
  void add(const PackId& pack, std::span<const PackedBlob> blobs);
  /// The whole index; nothing may be added afterwards.
  std::string finish();

  std::size_t blob_count() const { return blobs_; }
  std::size_t size() const { return out_.size(); }

 private:
  std::string out_ = R"({"packs":[)";
  std::size_t packs_ = 0;
  std::size_t blobs_ = 0;
};

}  // namespace digue::repository
