#include "repository/unpacked.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace digue;
using namespace digue::repository;

constexpr std::size_t max_bytes = 100'000;

/// Frames are read in one piece and as a stream: both see the same.
void decompress_both_ways(ByteView frames) {
  Decompressor decompressor;
  const auto streamed = decompressor.decompress_up_to(frames, max_bytes);
  if (!streamed) return;
  Bytes whole(streamed->size());
  if (!decompressor.decompress(frames, whole) || whole != *streamed) std::abort();
}

}  // namespace

/// Any bytes as zstd frames, as a sealed file, and as what is in one: a forger may hold the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 65'536) return 0;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  crypto::Sealer sealer = crypto::Sealer::with(crypto::Secret(Bytes(crypto::seal_key_bytes, std::byte{1}))).value();
  Decompressor decompressor;
  static_cast<void>(open_unpacked(bytes, sealer, decompressor, max_bytes));
  const auto opened = open_unpacked(sealer.seal(bytes), sealer, decompressor, max_bytes);
  if (opened && opened->size() > max_bytes) std::abort();
  decompress_both_ways(bytes);
  return 0;
}
