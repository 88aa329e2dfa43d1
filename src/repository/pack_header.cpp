#include "repository/pack_header.h"

#include <algorithm>
#include <limits>

#include "base/byte_reader.h"

namespace digue::repository {

namespace {

constexpr std::size_t plain_entry_bytes = 37;
constexpr std::size_t compressed_entry_bytes = 41;

/// A second read is dearer than a few bytes more: a header of so many blobs is there with the first one.
constexpr std::size_t eager_bytes = 15 * compressed_entry_bytes + crypto::seal_overhead + pack_length_bytes;
constexpr std::size_t min_pack_bytes = plain_entry_bytes + crypto::seal_overhead + pack_length_bytes;

constexpr std::uint8_t tree_bit = 1;
constexpr std::uint8_t compressed_bit = 2;
constexpr std::uint8_t max_kind = tree_bit | compressed_bit;

std::unexpected<Error> damage(std::string_view what) {
  return failure(ErrorCode::damaged, "pack header: " + std::string(what));
}

void append_u32(Bytes& out, std::uint32_t number) {
  for (const unsigned shift : {0U, 8U, 16U, 24U}) out.push_back(static_cast<std::byte>(number >> shift));
}

void append_entry(Bytes& out, const PackedBlob& blob) {
  const std::uint8_t kind = (blob.type == BlobType::tree ? tree_bit : std::uint8_t{0}) |
                            (blob.is_compressed() ? compressed_bit : std::uint8_t{0});
  out.push_back(static_cast<std::byte>(kind));
  append_u32(out, blob.length);
  if (blob.is_compressed()) append_u32(out, blob.uncompressed_length);
  out.insert(out.end(), blob.id.bytes().begin(), blob.id.bytes().end());
}

Result<PackedBlob> read_entry(ByteReader& reader, std::uint64_t offset) {
  const std::uint8_t kind = TRY(reader.u8());
  if (kind > max_kind) return damage("a blob of no known kind");
  PackedBlob blob;
  blob.type = (kind & tree_bit) != 0 ? BlobType::tree : BlobType::data;
  blob.offset = static_cast<std::uint32_t>(offset);
  blob.length = TRY(reader.u32_le());
  if ((kind & compressed_bit) != 0) {
    blob.uncompressed_length = TRY(reader.u32_le());
    if (blob.uncompressed_length == 0) return damage("a compressed blob of nothing");
  }
  blob.id = TRY(BlobId::from_bytes(TRY(reader.bytes(32))));
  TRY(check_lengths(blob));
  return blob;
}

/// The sealed header's length, from the last four bytes of a pack.
Result<std::size_t> header_bytes(ByteView tail, std::uint64_t pack_bytes) {
  ByteReader reader(tail.last(pack_length_bytes));
  const std::uint32_t length = TRY(reader.u32_le());
  if (length < crypto::seal_overhead || length > max_pack_header_bytes || length > pack_bytes - pack_length_bytes) {
    return damage("a length that no header has");
  }
  return length;
}

Result<std::vector<PackedBlob>> open_header(ByteView sealed, std::uint64_t pack_bytes, crypto::Sealer& sealer) {
  const Bytes plain = TRY(sealer.open(sealed));
  return parse_pack_header(plain, pack_bytes - sealed.size() - pack_length_bytes);
}

}  // namespace

std::size_t header_entry_bytes(bool is_compressed) {
  return is_compressed ? compressed_entry_bytes : plain_entry_bytes;
}

std::size_t pack_tail_bytes(std::span<const PackedBlob> blobs) {
  std::size_t bytes = crypto::seal_overhead + pack_length_bytes;
  for (const PackedBlob& blob : blobs) bytes += header_entry_bytes(blob.is_compressed());
  return bytes;
}

bool has_room_in_header(std::size_t blobs) {
  return (blobs + 1) * compressed_entry_bytes + crypto::seal_overhead <= max_pack_header_bytes;
}

Result<Bytes> seal_pack_tail(std::span<const PackedBlob> blobs, crypto::Sealer& sealer) {
  if (!blobs.empty() && !has_room_in_header(blobs.size() - 1)) {
    return failure(ErrorCode::invalid_input, "pack header: too many blobs");
  }
  Bytes plain;
  plain.reserve(pack_tail_bytes(blobs));
  std::uint64_t offset = 0;
  for (const PackedBlob& blob : blobs) {
    if (blob.offset != offset) return failure(ErrorCode::invalid_input, "pack header: blobs that do not touch");
    append_entry(plain, blob);
    offset += blob.length;
  }
  Bytes tail = sealer.seal(plain);
  const auto read = TRY(open_header(tail, offset + tail.size() + pack_length_bytes, sealer));
  if (!std::ranges::equal(read, blobs)) return failure(ErrorCode::bug, "pack header: not what was written");
  append_u32(tail, static_cast<std::uint32_t>(tail.size()));
  return tail;
}

Result<std::vector<PackedBlob>> parse_pack_header(ByteView plain, std::uint64_t blobs_bytes) {
  std::vector<PackedBlob> blobs;
  blobs.reserve(std::min(plain.size(), max_pack_header_bytes) / plain_entry_bytes);
  std::uint64_t offset = 0;
  for (ByteReader reader(plain); !reader.is_at_end();) {
    if (offset > blobs_bytes || offset > std::numeric_limits<std::uint32_t>::max())
      return damage("blobs longer than the pack");
    blobs.push_back(TRY(read_entry(reader, offset)));
    offset += blobs.back().length;
  }
  if (offset != blobs_bytes) return damage("blobs that do not fill the pack");
  return blobs;
}

Result<std::vector<PackedBlob>> read_pack_header(store::Store& store, const PackId& pack, std::uint64_t pack_bytes,
                                                 crypto::Sealer& sealer) {
  if (pack_bytes < min_pack_bytes) return damage("shorter than any pack");
  const store::FileName name{store::FileType::pack, file_id(pack)};
  const auto eager = static_cast<std::size_t>(std::min<std::uint64_t>(pack_bytes, eager_bytes));
  Bytes tail = TRY(store.load_part(name, pack_bytes - eager, eager));
  if (tail.size() != eager) return damage("shorter than the place says");
  const std::size_t header = TRY(header_bytes(tail, pack_bytes));
  if (header + pack_length_bytes > eager) {
    tail = TRY(store.load_part(name, pack_bytes - header - pack_length_bytes, header + pack_length_bytes));
    if (tail.size() != header + pack_length_bytes) return damage("shorter than the place says");
  }
  const ByteView sealed = ByteView(tail).last(header + pack_length_bytes).first(header);
  return open_header(sealed, pack_bytes, sealer);
}

Result<std::vector<PackedBlob>> read_pack_header(ByteView pack, crypto::Sealer& sealer) {
  if (pack.size() < min_pack_bytes) return damage("shorter than any pack");
  const std::size_t header = TRY(header_bytes(pack, pack.size()));
  return open_header(pack.last(header + pack_length_bytes).first(header), pack.size(), sealer);
}

}  // namespace digue::repository
