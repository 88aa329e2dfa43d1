#include "base/utf8.h"

#include <doctest/doctest.h>

namespace digue {
namespace {

TEST_CASE("every character is decoded from what it was written as") {
  for (char32_t character = 0; character <= 0x10FFFF; ++character) {
    if (character >= 0xD800 && character < 0xE000) continue;
    std::string text;
    append_character(text, character);
    const DecodedCharacter decoded = decode_character(text + "é");
    const bool is_same = decoded.is_valid && decoded.value == character && decoded.bytes == text.size();
    if (!is_same) FAIL("U+" << static_cast<std::uint32_t>(character));
  }
}

TEST_CASE("what begins no character is one byte") {
  // A byte alone, a cut character, overlong forms, surrogates, above U+10FFFF (RFC 3629).
  for (const char* wrong :
       {"\x80", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\xa6", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3z", "\xe2\x82z"}) {
    CAPTURE(wrong);
    const DecodedCharacter decoded = decode_character(wrong);
    CHECK_FALSE(decoded.is_valid);
    CHECK(decoded.bytes == 1);
    CHECK_FALSE(is_utf8(wrong));
  }
}

}  // namespace
}  // namespace digue
