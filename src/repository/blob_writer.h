#pragma once

#include <array>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "repository/packer.h"
#include "repository/repository.h"

namespace digue::repository {

struct SavedBlob {
  BlobId id;
  bool is_new = false;
  std::uint64_t stored_bytes = 0;  ///< what it takes in its pack; 0 if it was there already
};

struct WriterOptions {
  std::uint64_t pack_size = 16 * 1024 * 1024;  ///< bytes; a pack is finished when it reaches them
  bool verifies = true;  ///< opens what was sealed again and compares: catches broken memory and library bugs in time
};

/// Saves blobs that the repository does not have yet. Any thread may call save(), each with tools of its own.
///
/// The order that makes a crash harmless: a pack is durable before an index names it, and flush() has named all of them
/// before the caller writes a snapshot. After an error nothing more can be saved; what is in finished packs stays, and
/// is adopted by the next run.
class BlobWriter {
 public:
  BlobWriter(Repository& repository, const WriterOptions& options = {});

  /// In the order of `contents`. None of them is empty.
  Result<std::vector<SavedBlob>> save(BlobType type, std::span<const ByteView> contents, BlobTools& tools);

  /// Finishes the open packs and writes the index. For the owner, after every save() has returned.
  Result<void> flush(BlobTools& tools);

  /// Takes over a durable pack that no index names: what a crashed run left.
  void adopt(FinishedPack pack);

 private:
  /// Two packs of a kind are open at the same time and each blob goes into one of them by chance: the order and the
  /// sizes of a known file's chunks cannot be recognised in the packs (eprint 2025/532).
  static constexpr std::size_t max_open_packs = 2;
  static constexpr std::size_t blob_types = 2;
  struct OpenPack {
    std::mutex mutex;
    std::unique_ptr<Packer> packer;
  };

  using BlobKey = std::pair<BlobType, BlobId>;
  struct BlobKeyHash {
    std::size_t operator()(const BlobKey& key) const { return IdHash<struct Blob>()(key.second); }
  };

  bool claim(BlobType type, const BlobId& id);
  Result<SavedBlob> save_new(BlobType type, const BlobId& id, ByteView plain, BlobTools& tools);
  Result<void> place(const PackedBlob& blob, ByteView sealed, BlobTools& tools);
  Result<void> finish(std::unique_ptr<Packer> packer, BlobTools& tools);
  Result<void> write_due_index(BlobTools& tools);
  Result<void> write_index(BlobTools& tools);

  Repository& repository_;
  WriterOptions options_;
  std::size_t open_packs_;                                             ///< of each type: as many as the place allows
  std::array<std::array<OpenPack, max_open_packs>, blob_types> open_;  ///< by type
  std::mutex mutex_;                                                   ///< of what follows
  std::unordered_set<BlobKey, BlobKeyHash> in_open_packs_;
  std::vector<FinishedPack> not_indexed_;
  std::size_t blobs_not_indexed_ = 0;
};

}  // namespace digue::repository
