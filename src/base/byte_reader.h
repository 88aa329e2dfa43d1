#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace digue {

/// Reads bytes that may be forged, front to back. A read past the end is `damaged` and takes nothing; nothing is
/// copied: what was read stays valid as long as the bytes under it.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  Result<std::uint8_t> u8();
  Result<std::uint32_t> u32_le();
  Result<std::uint64_t> u64_le();

  /// The next `count` bytes.
  Result<ByteView> bytes(std::size_t count);

  /// All that is left; there is nothing left afterwards.
  ByteView rest();

  bool is_at_end() const { return rest_.empty(); }

 private:
  template <typename Number>
  Result<Number> little_endian();

  ByteView rest_;
};

}  // namespace digue
