#include "repository/pack_header.h"

#include <cstdint>
#include <cstdlib>

/// Any bytes as a pack and as what is sealed in its header: blobs that are read lie one behind the other, and are
/// written again as the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  using namespace digue::repository;
  if (size > 65'536) return 0;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  crypto::Sealer sealer = crypto::Sealer::with(crypto::Secret(Bytes(crypto::seal_key_bytes, std::byte{1}))).value();
  static_cast<void>(read_pack_header(bytes, sealer));
  // The seeds' blobs take 138 bytes.
  for (const std::uint64_t blobs_bytes : {std::uint64_t{138}, std::uint64_t{size}}) {
    const auto blobs = parse_pack_header(bytes, blobs_bytes);
    if (!blobs) continue;
    const auto tail = seal_pack_tail(*blobs, sealer);
    if (!tail) std::abort();
    const auto plain = sealer.open(ByteView(*tail).first(tail->size() - pack_length_bytes));
    if (!plain || text_of(*plain) != text_of(bytes)) std::abort();
  }
  return 0;
}
