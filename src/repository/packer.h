#pragma once

#include <memory>
#include <vector>

#include "crypto/hash.h"
#include "crypto/seal.h"
#include "repository/blob_index.h"
#include "store/store.h"

namespace digue::repository {

/// A pack that is durable in its place.
struct FinishedPack {
  PackId id;
  std::uint64_t size = 0;  ///< bytes
  std::vector<PackedBlob> blobs;
};

/// One pack on its way to the place: blobs one behind the other, then the header. Hashed while it fills, so that
/// nothing is read twice. Destroyed before finish(), it leaves nothing. Belongs to one thread at a time.
class Packer {
 public:
  explicit Packer(std::unique_ptr<store::Upload> upload);

  /// `blob` says what it is; its offset and length are set here.
  Result<void> add(PackedBlob blob, ByteView sealed);

  /// Bytes so far, without the header.
  std::uint64_t size() const { return size_; }
  bool is_empty() const { return blobs_.empty(); }
  /// Whether it is time to finish it: the pack is as long as wanted, or its header as long as allowed.
  bool is_full(std::uint64_t wanted_size) const;

  /// Writes the header and returns when the pack is durable.
  Result<FinishedPack> finish(crypto::Sealer& sealer);

 private:
  Result<void> write(ByteView content);
  Result<void> write_out();

  std::unique_ptr<store::Upload> upload_;
  crypto::Sha256Stream hash_;
  Bytes buffer_;  ///< small blobs go out together: few system calls, long runs for the hash
  std::uint64_t size_ = 0;
  std::vector<PackedBlob> blobs_;
};

}  // namespace digue::repository
