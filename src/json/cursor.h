#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digue::json {

/// Reads one JSON text (RFC 8259) front to back and builds nothing: for texts of millions of values, where parse()
/// would take too long and too much memory. The caller asks for what must come next:
///
///   Cursor cursor(text);
///   TRY(cursor.object([&](std::string_view name) -> Result<void> {
///     if (name == "size") return set(size, cursor.unsigned_integer());
///     return cursor.skip();
///   }));
///   TRY(cursor.end());
///
/// `invalid_input` for what is not JSON, for another value than the one asked for, and for a text that is nested too
/// deep. Nothing may be read after an error. As strict as parse() but for three things, in which it does as Go's
/// encoding/json does: a name may occur twice in an object, a surrogate without its other half becomes U+FFFD, and so
/// does each byte that is not UTF-8. Made for bytes from outside: fuzz/cursor.
class Cursor {
 public:
  static constexpr std::size_t default_depth = 64;

  explicit Cursor(std::string_view text, std::size_t max_depth = default_depth)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), depth_left_(max_depth) {}

  /// Calls `member(name)` for each member; it reads the value, all of it. `name` is gone when it does.
  template <typename Member>
  Result<void> object(Member&& member) {
    TRY(open('{'));
    for (bool is_first = true; TRY(next('}', is_first)); is_first = false) TRY(member(TRY(name())));
    return {};
  }

  /// Calls `item()` for each item; it reads it.
  template <typename Item>
  Result<void> array(Item&& item) {
    TRY(open('['));
    for (bool is_first = true; TRY(next(']', is_first)); is_first = false) TRY(item());
    return {};
  }

  /// Points into the text, or into this object if the text had escapes: gone with the next string or name.
  Result<std::string_view> string();
  /// A number without fraction or exponent that fits.
  Result<std::int64_t> integer();
  Result<std::uint64_t> unsigned_integer();
  Result<bool> boolean();

  /// Takes the next value if it is null.
  bool take_null();
  /// Takes the next value, whatever it is; it is checked all the same.
  Result<void> skip();
  /// As skip(), and gives the value's text without the white space around it.
  Result<std::string_view> raw();

  /// Only white space may be left.
  Result<void> end();

 private:
  Result<void> open(char bracket);
  /// Whether an item follows; takes the comma before it, or the closing bracket.
  Result<bool> next(char bracket, bool is_first);
  Result<std::string_view> name();
  Result<std::string_view> string_with_escapes(const char* start);
  Result<void> append_escape();
  Result<std::uint32_t> four_hex_digits();
  Result<std::uint64_t> digits();
  Result<void> skip_number();
  Result<void> word(std::string_view word);
  void skip_space();
  bool is_at(char c) const { return at_ != end_ && *at_ == c; }
  std::unexpected<Error> refuse(std::string_view what) const;

  const char* begin_;
  const char* at_;
  const char* end_;
  std::size_t depth_left_;
  std::string scratch_;
};

}  // namespace digue::json
