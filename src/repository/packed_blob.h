#pragma once

#include "crypto/seal.h"
#include "repository/ids.h"

namespace digue::repository {

/// One blob inside a pack.
struct PackedBlob {
  BlobType type = BlobType::data;
  BlobId id;
  std::uint32_t offset = 0;               ///< bytes from the start of the pack
  std::uint32_t length = 0;               ///< sealed bytes
  std::uint32_t uncompressed_length = 0;  ///< bytes of the plaintext; 0 if it is not compressed

  bool is_compressed() const { return uncompressed_length != 0; }
  /// Bytes of the plaintext; `length` must have passed a check (pack_header.h, index_file.h).
  std::uint32_t plain_length() const {
    return is_compressed() ? uncompressed_length : length - static_cast<std::uint32_t>(crypto::seal_overhead);
  }
  bool operator==(const PackedBlob&) const = default;
};

/// The longest plaintexts of blobs that we hold in memory. The tree of a folder with a million files has about 500 MB.
inline constexpr std::uint32_t max_tree_bytes = 1U << 30;
/// restic cuts files at 8 MiB, rustic where its config says. Each worker holds one.
inline constexpr std::uint32_t max_data_bytes = 128U << 20;
/// What a byte of a zstd frame can become at most: a block has 4 bytes or more, and gives 128 KiB or less (RFC 8878,
/// section 3.1.1.2). Who claims more must not make us allocate it.
inline constexpr std::uint64_t max_plain_bytes_per_frame_byte = 32 * 1024;

/// `damaged` unless the lengths are those of a blob: what comes from a pack's header or from an index may be forged.
Result<void> check_lengths(const PackedBlob& blob);

}  // namespace digue::repository
