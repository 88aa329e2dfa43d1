#include "repository/seal_blob.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace digue::repository {

namespace {

constexpr std::size_t iv_bytes = 16;

/// Below this the probes cost as much as the real thing.
constexpr std::size_t min_probed_bytes = 64 * 1024;
constexpr std::size_t probe_bytes = 4 * 1024;
constexpr std::size_t probes = 5;

/// Photos, X-rays, archives and encrypted files do not get smaller: a look at some places of the blob tells, and spares
/// most of the time that its backup takes. One place may: nearly all of these begin with a header that is mostly zeros
/// or text. A blob that is taken for compressible by mistake costs time only.
bool looks_incompressible(ByteView plain, BlobTools& tools) {
  if (plain.size() < min_probed_bytes) return false;
  std::array<std::byte, probe_bytes - probe_bytes / 32> frame;
  const std::size_t step = (plain.size() - probe_bytes) / (probes - 1);
  std::size_t smaller = 0;
  for (std::size_t i = 0; i < probes && smaller < 2; ++i) {
    if (tools.compressor.compress(plain.subspan(i * step, probe_bytes), frame)) ++smaller;
  }
  return smaller < 2;
}

/// The length of the frame in `frame`, or 0 if the plaintext is better stored as it is.
std::size_t compress_if_smaller(ByteView plain, std::span<std::byte> frame, BlobTools& tools) {
  if (plain.empty()) return 0;
  // Room for one byte less than it has: what does not get smaller ends as "full".
  return tools.compressor.compress(plain, frame.first(plain.size() - 1)).value_or(0);
}

void make_room(Bytes& buffer, std::size_t bytes) {
  if (buffer.size() < bytes) buffer.resize(bytes);
}

}  // namespace

void BlobTools::release_large_buffers() {
  // Nine blobs of ten fit; the tenth may have twice as much.
  constexpr std::size_t usual_bytes = std::size_t{4} * 1024 * 1024;
  for (Bytes* buffer : {&sealed, &opened, &plain}) {
    if (buffer->size() > usual_bytes) Bytes().swap(*buffer);
  }
}

Result<ByteView> seal_blob(PackedBlob& blob, ByteView plain, const Config& config, BlobTools& tools) {
  make_room(tools.sealed, plain.size() + crypto::seal_overhead);
  // Compressed and sealed in place: the text lies where its ciphertext will.
  const std::span<std::byte> text(tools.sealed.data() + iv_bytes, plain.size());
  const bool is_tree = blob.type == BlobType::tree;
  const bool may_compress = config.version >= 2 && (is_tree || !looks_incompressible(plain, tools));
  std::size_t length = may_compress ? compress_if_smaller(plain, text, tools) : 0;
  blob.uncompressed_length = length == 0 ? 0 : static_cast<std::uint32_t>(plain.size());
  const std::span<std::byte> sealed(tools.sealed.data(), (length == 0 ? plain.size() : length) + crypto::seal_overhead);
  blob.length = static_cast<std::uint32_t>(sealed.size());
  tools.sealer.seal(length == 0 ? plain : ByteView(text.first(length)), sealed);
  return sealed;
}

Result<void> verify_sealed(const PackedBlob& blob, ByteView sealed, ByteView plain, BlobTools& tools) {
  const ByteView opened = TRY(open_sealed(blob, sealed, tools));
  if (opened.size() != plain.size() || std::memcmp(opened.data(), plain.data(), plain.size()) != 0) {
    return failure(ErrorCode::damaged, "a blob was not the same after it was sealed: broken memory?");
  }
  return {};
}

Result<ByteView> open_sealed(const PackedBlob& blob, ByteView sealed, BlobTools& tools) {
  if (sealed.size() < crypto::seal_overhead) return failure(ErrorCode::damaged, "a blob is too short");
  const std::size_t length = blob.is_compressed() ? blob.uncompressed_length : sealed.size() - crypto::seal_overhead;
  make_room(tools.plain, length);
  const std::span<std::byte> plain(tools.plain.data(), length);
  TRY(open_sealed(blob, sealed, plain, tools));
  return plain;
}

Result<void> open_sealed(const PackedBlob& blob, ByteView sealed, std::span<std::byte> plain, BlobTools& tools) {
  if (sealed.size() < crypto::seal_overhead || plain.size() != blob.plain_length()) {
    return failure(ErrorCode::damaged, "a blob is not as long as it must be");
  }
  if (!blob.is_compressed()) return tools.sealer.open(sealed, plain);
  make_room(tools.opened, sealed.size() - crypto::seal_overhead);
  const std::span<std::byte> text(tools.opened.data(), sealed.size() - crypto::seal_overhead);
  TRY(tools.sealer.open(sealed, text));
  return tools.decompressor.decompress(text, plain);
}

}  // namespace digue::repository
