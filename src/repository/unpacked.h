#pragma once

#include "crypto/seal.h"
#include "repository/compression.h"

namespace digue::repository {

/// The longest plaintext of each kind that is read. A full index has about 8 MB.
inline constexpr std::size_t max_index_bytes = 256 * 1024 * 1024;
inline constexpr std::size_t max_snapshot_bytes = 16 * 1024 * 1024;
inline constexpr std::size_t max_lock_bytes = 64 * 1024;

/// How an index, a snapshot or a lock is stored: its JSON sealed (version 1), or its zstd frame after a byte that says
/// so, sealed (version 2).
Result<Bytes> seal_unpacked(ByteView json, unsigned version, crypto::Sealer& sealer, Compressor& compressor);

/// The JSON of such a file; both ways are read in any repository. `damaged` if the seal does not fit, for another first
/// byte, and for more than `max_bytes`. Empty plaintext is an empty text.
Result<Bytes> open_unpacked(ByteView sealed, crypto::Sealer& sealer, Decompressor& decompressor, std::size_t max_bytes);

/// The longest file that such a plaintext can come from: what to load at most.
std::uint64_t max_unpacked_file_bytes(std::size_t max_bytes);

}  // namespace digue::repository
