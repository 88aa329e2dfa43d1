#pragma once

#include <memory>
#include <shared_mutex>
#include <vector>

#include "crypto/seal.h"
#include "repository/blob_index.h"
#include "repository/seal_blob.h"
#include "store/store.h"

namespace digue::repository {

/// A file of the repository that is not what it must be. It is left out and named, and everything else goes on: one
/// file dropped by a stranger must never stand between a practice and its data.
struct Quarantined {
  store::FileName file;
  Error reason;
};

/// A repository whose key is known: reads and writes its files, and knows where its blobs lie. Any thread may call it.
class Repository {
 public:
  /// `store` must outlive it. `invalid_input` for a key that is none.
  static Result<std::unique_ptr<Repository>> with_key(store::Store& store, crypto::Secret master_key);
  /// Makes a new one in an empty store: `already_exists` if there is one.
  static Result<std::unique_ptr<Repository>> create(store::Store& store, crypto::Secret master_key,
                                                    const Config& config);

  store::Store& store() { return store_; }
  const Config& config() const { return config_; }
  /// For making another key of it.
  const crypto::Secret& master_key() const { return master_key_; }
  BlobTools make_tools() const;

  /// Reads a snapshot, an index or a lock: compares its hash with its name, opens it, decompresses. `damaged` when it
  /// is not what it must be, `invalid_input` when it is longer than its kind can be.
  Result<Bytes> load_unpacked(const store::FileName& name, BlobTools& tools);
  /// Seals and saves one of those, and tells its name.
  Result<store::FileId> save_unpacked(store::FileType type, std::string_view json, BlobTools& tools);

  /// Reads every index. What is damaged is returned; an error means that the place does not answer.
  Result<std::vector<Quarantined>> load_index(BlobTools& tools);
  void note_pack(const PackId& pack, std::span<const PackedBlob> blobs);
  bool has_blob(BlobType type, const BlobId& id) const;
  std::vector<BlobLocation> find_blob(BlobType type, const BlobId& id) const;
  /// For the owner of the repository, while nobody else uses it.
  BlobIndex& index() { return index_; }

  /// The plaintext, compared with its id. When one pack does not hold it any more, the others are asked. The result
  /// lives in `tools` until their next use. `not_found` if no index knows it, `damaged` if no place has it whole.
  Result<ByteView> load_blob(BlobType type, const BlobId& id, BlobTools& tools);

 private:
  Repository(store::Store& store, crypto::Secret master_key, Config config);
  Result<ByteView> load_from(const BlobLocation& location, BlobTools& tools);

  store::Store& store_;
  crypto::Secret master_key_;
  Config config_;
  mutable std::shared_mutex index_mutex_;
  BlobIndex index_;
};

}  // namespace digue::repository
