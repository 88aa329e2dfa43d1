#include "repository/unpacked.h"

#include <algorithm>

namespace digue::repository {

namespace {

constexpr std::byte compressed_mark{2};

bool begins_json(std::byte first) { return first == std::byte{'{'} || first == std::byte{'['}; }

}  // namespace

Result<Bytes> seal_unpacked(ByteView json, unsigned version, crypto::Sealer& sealer, Compressor& compressor) {
  if (version < 2) return sealer.seal(json);
  Bytes marked(1 + Compressor::bound(json.size()));
  marked.front() = compressed_mark;
  const std::size_t frame = TRY(compressor.compress(json, std::span(marked).subspan(1)));
  return sealer.seal(ByteView(marked).first(1 + frame));
}

Result<Bytes> open_unpacked(ByteView sealed, crypto::Sealer& sealer, Decompressor& decompressor,
                            std::size_t max_bytes) {
  if (sealed.size() > max_unpacked_file_bytes(max_bytes)) return failure(ErrorCode::damaged, "longer than it may be");
  Bytes plain = TRY(sealer.open(sealed));
  if (plain.empty()) return plain;
  if (plain.front() == compressed_mark) return decompressor.decompress_up_to(ByteView(plain).subspan(1), max_bytes);
  if (!begins_json(plain.front())) return failure(ErrorCode::damaged, "neither JSON nor compressed");
  if (plain.size() > max_bytes) return failure(ErrorCode::damaged, "longer than it may be");
  return plain;
}

std::uint64_t max_unpacked_file_bytes(std::size_t max_bytes) {
  return 1 + Compressor::bound(max_bytes) + crypto::seal_overhead;
}

}  // namespace digue::repository
