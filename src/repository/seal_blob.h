#pragma once

#include "repository/compression.h"
#include "repository/config.h"
#include "repository/packed_blob.h"

namespace digue::repository {

/// What one thread needs to seal and open blobs. The buffers keep their room from one blob to the next.
struct BlobTools {
  crypto::Sealer sealer;
  Compressor compressor;
  Decompressor decompressor;
  Bytes sealed;
  Bytes opened;
  Bytes plain;

  /// Gives back the room that only few blobs need.
  void release_large_buffers();
};

/// Compresses if that pays, and seals. Sets both lengths of `blob`. The result lives in tools.sealed.
Result<ByteView> seal_blob(PackedBlob& blob, ByteView plain, const Config& config, BlobTools& tools);

/// Opens what was sealed again and compares it with the plaintext: what a broken memory chip or a bug of a library made
/// of it must not reach a backup. `damaged` if it is not the same.
Result<void> verify_sealed(const PackedBlob& blob, ByteView sealed, ByteView plain, BlobTools& tools);

/// The plaintext, authentic but not yet compared with the blob's id: whoever moves sealed blobs about cannot make
/// others, but could exchange them. The result lives in `tools` until their next use. `damaged` if it is not what
/// somebody with the key sealed.
Result<ByteView> open_sealed(const PackedBlob& blob, ByteView sealed, BlobTools& tools);

/// The same, to a place of the caller's: `plain` has room for blob.plain_length() bytes.
Result<void> open_sealed(const PackedBlob& blob, ByteView sealed, std::span<std::byte> plain, BlobTools& tools);

}  // namespace digue::repository
