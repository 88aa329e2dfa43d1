#include "base/byte_reader.h"

#include <utility>

namespace digue {

Result<ByteView> ByteReader::bytes(std::size_t count) {
  if (count > rest_.size()) return failure(ErrorCode::damaged, "it ends too early");
  const ByteView taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

ByteView ByteReader::rest() { return std::exchange(rest_, {}); }

template <typename Number>
Result<Number> ByteReader::little_endian() {
  const ByteView taken = TRY(bytes(sizeof(Number)));
  std::uint64_t value = 0;
  for (std::size_t i = taken.size(); i > 0; --i) value = value << 8U | std::to_integer<std::uint64_t>(taken[i - 1]);
  return static_cast<Number>(value);
}

Result<std::uint8_t> ByteReader::u8() { return little_endian<std::uint8_t>(); }
Result<std::uint32_t> ByteReader::u32_le() { return little_endian<std::uint32_t>(); }
Result<std::uint64_t> ByteReader::u64_le() { return little_endian<std::uint64_t>(); }

}  // namespace digue
