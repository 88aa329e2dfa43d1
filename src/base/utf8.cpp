#include "base/utf8.h"

namespace digue {

namespace {

/// How long a character is by its first byte, and the smallest that may be that long; 0 for no first byte.
struct Form {
  std::size_t bytes = 0;
  char32_t first_bits = 0;
  char32_t smallest = 0;
};

Form form_of(unsigned char first) {
  if (first < 0x80) return {1, first, 0};
  if (first >= 0xC2 && first < 0xE0) return {2, first & 0x1FU, 0x80};
  if (first >= 0xE0 && first < 0xF0) return {3, first & 0x0FU, 0x800};
  if (first >= 0xF0 && first < 0xF5) return {4, first & 0x07U, 0x10000};
  return {};
}

}  // namespace

DecodedCharacter decode_character(std::string_view text) {
  const Form form = form_of(static_cast<unsigned char>(text.front()));
  if (form.bytes == 0 || form.bytes > text.size()) return {};
  char32_t value = form.first_bits;
  for (std::size_t i = 1; i < form.bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte & 0x3FU);
  }
  const bool is_surrogate = value >= 0xD800 && value < 0xE000;
  if (value < form.smallest || value > 0x10FFFF || is_surrogate) return {};
  return {value, form.bytes, true};
}

void append_character(std::string& out, char32_t character) {
  const auto push = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (character < 0x80) return push(character);
  if (character < 0x800) {
    push(0xC0 | (character >> 6));
  } else if (character < 0x10000) {
    push(0xE0 | (character >> 12));
    push(0x80 | ((character >> 6) & 0x3F));
  } else {
    push(0xF0 | (character >> 18));
    push(0x80 | ((character >> 12) & 0x3F));
    push(0x80 | ((character >> 6) & 0x3F));
  }
  push(0x80 | (character & 0x3F));
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const DecodedCharacter character = decode_character(text);
    if (!character.is_valid) return false;
    text.remove_prefix(character.bytes);
  }
  return true;
}

}  // namespace digue
