#include "repository/go_json.h"

#include <array>
#include <charconv>

#include "base/utf8.h"

namespace digue::repository {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

/// For each byte of ASCII, whether it stands in JSON as it is.
constexpr std::array<bool, 256> is_plain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = true;
  for (const char c : std::string_view("\"\\<>&")) plain[static_cast<unsigned char>(c)] = false;
  return plain;
}();

void append_escaped(std::string& out, char c) {
  constexpr std::string_view named = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  if (const auto found = named.find(c); found != std::string_view::npos) {
    out += '\\';
    out += letters[found];
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += hex_digits[byte >> 4];
  out += hex_digits[byte & 15];
}

template <typename Number>
void append_number(std::string& out, Number number) {
  std::array<char, 24> text;
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain[static_cast<unsigned char>(text[plain])]) ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const DecodedCharacter character = decode_character(text);
    if (!character.is_valid) {
      out += "\\ufffd";
    } else if (character.value == 0x2028 || character.value == 0x2029) {
      out += character.value == 0x2028 ? "\\u2028" : "\\u2029";
    } else if (character.bytes > 1) {
      out += text.substr(0, character.bytes);
    } else {
      append_escaped(out, text.front());
    }
    text.remove_prefix(character.bytes);
  }
  out += '"';
}

void append_json_integer(std::string& out, std::uint64_t number) { append_number(out, number); }
void append_json_integer(std::string& out, std::int64_t number) { append_number(out, number); }

void append_json_strings(std::string& out, std::span<const std::string> texts) {
  out += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, texts[i]);
  }
  out += ']';
}

void append_hex(std::string& out, ByteView bytes) {
  std::size_t at = out.size();
  out.resize(at + 2 * bytes.size());
  for (const std::byte byte : bytes) {
    out[at++] = hex_digits[std::to_integer<std::size_t>(byte >> 4)];
    out[at++] = hex_digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
}

}  // namespace digue::repository
