#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace digue {

/// A name of 256 bits, most often the SHA-256 of what it names. The Tag keeps the names of different things apart: a
/// blob's is not a pack's. A value: compared, copied, used as a key.
template <typename Tag>
class Id {
 public:
  using Raw = std::array<std::byte, 32>;

  /// All bits zero: names nothing.
  constexpr Id() = default;
  constexpr explicit Id(const Raw& raw) : raw_(raw) {}

  /// `invalid_input` unless `hex` is 64 lower-case hexadecimal digits.
  static Result<Id> from_hex(std::string_view hex) {
    if (hex.size() != 2 * sizeof(Raw) || hex.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
      return failure(ErrorCode::invalid_input, "no 64 hexadecimal digits");
    }
    const Bytes bytes = TRY(digue::from_hex(hex));
    return from_bytes(bytes);
  }

  /// `invalid_input` unless there are 32 of them.
  static Result<Id> from_bytes(ByteView bytes) {
    Raw raw;
    if (bytes.size() != raw.size()) return failure(ErrorCode::invalid_input, "no 32 bytes");
    std::memcpy(raw.data(), bytes.data(), raw.size());
    return Id(raw);
  }

  const Raw& raw() const { return raw_; }
  ByteView bytes() const { return raw_; }
  std::string hex() const { return to_hex(raw_); }
  /// The first 8 digits, enough for people to tell a few apart.
  std::string short_hex() const { return hex().substr(0, 8); }
  bool is_null() const { return raw_ == Raw{}; }

  auto operator<=>(const Id&) const = default;

 private:
  Raw raw_{};
};

/// For unordered containers. The bits of a SHA-256 are as good as any hash of them; where an attacker chooses ids, he
/// pays with work for each bit.
template <typename Tag>
struct IdHash {
  std::size_t operator()(const Id<Tag>& id) const {
    std::size_t hash = 0;
    std::memcpy(&hash, id.raw().data(), sizeof hash);
    return hash;
  }
};

}  // namespace digue
