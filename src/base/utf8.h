#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace digue {

/// One character of a text that need not be UTF-8.
struct DecodedCharacter {
  char32_t value = 0;
  std::size_t bytes = 1;  ///< how many of the text it takes
  bool is_valid = false;  ///< false: one byte that begins no character
};

/// What a text that is not empty begins with, as Go's utf8.DecodeRune sees it.
DecodedCharacter decode_character(std::string_view text);

/// What stands for bytes that are no text.
inline constexpr char32_t replacement_character = 0xFFFD;

/// The UTF-8 of a character that is no surrogate and not above U+10FFFF.
void append_character(std::string& out, char32_t character);

/// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace digue
