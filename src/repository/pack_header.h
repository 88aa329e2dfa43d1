#pragma once

#include <span>
#include <vector>

#include "crypto/seal.h"
#include "repository/packed_blob.h"

namespace digue::repository {

/// The list at the end of a pack of what lies in it: blob after blob from offset 0, the sealed header, its length.

/// The longest sealed header.
inline constexpr std::size_t max_pack_header_bytes = 16 * 1024 * 1024;
/// Behind the header, its length as u32, lowest byte first.
inline constexpr std::size_t pack_length_bytes = 4;

/// What one blob takes in the header.
std::size_t header_entry_bytes(bool is_compressed);
/// What comes behind the blobs of a pack with such blobs: sealed header and length.
std::size_t pack_tail_bytes(std::span<const PackedBlob> blobs);
/// Whether one more blob fits in.
bool has_room_in_header(std::size_t blobs);

/// What comes behind the blobs: sealed header and length. It is opened and compared again before it is returned.
/// `invalid_input` if the blobs do not lie one behind the other from offset 0, or are too many.
Result<Bytes> seal_pack_tail(std::span<const PackedBlob> blobs, crypto::Sealer& sealer);

/// The plaintext of a header. `damaged` unless it is one whose blobs fill exactly `blobs_bytes`.
Result<std::vector<PackedBlob>> parse_pack_header(ByteView plain, std::uint64_t blobs_bytes);

/// Reads the list from a pack's end: one read for a small one, two for a large one. `damaged` if it is none; otherwise
/// the store's errors.
Result<std::vector<PackedBlob>> read_pack_header(store::Store& store, const PackId& pack, std::uint64_t pack_bytes,
                                                 crypto::Sealer& sealer);
/// The same from a whole pack in memory.
Result<std::vector<PackedBlob>> read_pack_header(ByteView pack, crypto::Sealer& sealer);

}  // namespace digue::repository
