#include "backup/text_file.h"

#include "base/text.h"
#include "base/utf8.h"

namespace digue::backup {

namespace {

enum class ByteOrder { little, big };

/// What a code unit stands for that is half of a pair without its other half becomes U+FFFD.
std::string from_utf16(std::string_view text, ByteOrder order) {
  const auto unit = [&](std::size_t at) {
    const auto byte = [&](std::size_t one) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(text[one]));
    };
    return order == ByteOrder::little ? byte(at) | byte(at + 1) << 8U : byte(at) << 8U | byte(at + 1);
  };
  std::string decoded;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    char32_t code = unit(at);
    const bool is_first_half = code >= 0xd800 && code < 0xdc00;
    if (is_first_half && at + 3 < text.size() && unit(at + 2) >= 0xdc00 && unit(at + 2) < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10U) + (unit(at + 2) - 0xdc00);
      at += 2;
    } else if (code >= 0xd800 && code < 0xe000) {
      code = replacement_character;
    }
    append_character(decoded, code);
  }
  return decoded;
}

bool is_blank(char32_t code) {
  switch (code) {
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
    case ' ':
    case 0x85:
    case 0xa0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202f:
    case 0x205f:
    case 0x3000: return true;
    default: return code >= 0x2000 && code <= 0x200a;
  }
}

}  // namespace

std::string decode_text_file(ByteView content) {
  const std::string_view text = text_of(content);
  if (text.starts_with("\xef\xbb\xbf")) return std::string(text.substr(3));
  if (text.starts_with("\xff\xfe")) return from_utf16(text.substr(2), ByteOrder::little);
  if (text.starts_with("\xfe\xff")) return from_utf16(text.substr(2), ByteOrder::big);
  return std::string(text);
}

std::string_view without_blanks_around(std::string_view line) {
  while (!line.empty() && is_blank(decode_character(line).value)) line.remove_prefix(decode_character(line).bytes);
  std::size_t end = 0;
  for (std::size_t at = 0; at < line.size();) {
    const DecodedCharacter character = decode_character(line.substr(at));
    at += character.bytes;
    if (!is_blank(character.value)) end = at;
  }
  return line.substr(0, end);
}

}  // namespace digue::backup
