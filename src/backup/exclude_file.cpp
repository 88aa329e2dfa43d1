#include "backup/exclude_file.h"

#include "backup/patterns.h"
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

std::string decode(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) return std::string(text.substr(3));
  if (text.starts_with("\xff\xfe")) return from_utf16(text.substr(2), ByteOrder::little);
  if (text.starts_with("\xfe\xff")) return from_utf16(text.substr(2), ByteOrder::big);
  return std::string(text);
}

/// Unicode's White_Space, which Go's strings.TrimSpace takes away: a French text has no-break spaces.
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

bool is_special(char c) { return std::string_view("*#$@!?-0123456789").find(c) != std::string_view::npos; }

bool is_of_name(char c) { return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What follows a "$": the variable's name, and how many bytes are spent on it. An empty name over no byte is no
/// variable; over some bytes it is a mistake, and they vanish (Go's os.Expand).
struct Reference {
  std::string name;
  std::size_t bytes = 0;
};

Reference reference_at(std::string_view text) {
  if (text.front() == '{') {
    if (text.size() > 2 && is_special(text[1]) && text[2] == '}') return {std::string(text.substr(1, 1)), 3};
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return {{}, 1};
    return {std::string(text.substr(1, end - 1)), end + 1};
  }
  if (is_special(text.front())) return {std::string(text.substr(0, 1)), 1};
  std::size_t end = 0;
  while (end < text.size() && is_of_name(text[end])) ++end;
  return {std::string(text.substr(0, end)), end};
}

std::string expand(std::string_view line, const Variables& variables) {
  std::string expanded;
  while (!line.empty()) {
    const std::size_t dollar = line.find('$');
    if (dollar == std::string_view::npos || dollar + 1 == line.size()) break;
    expanded += line.substr(0, dollar);
    line.remove_prefix(dollar + 1);
    const Reference reference = reference_at(line);
    line.remove_prefix(reference.bytes);
    if (reference.name == "$" || reference.bytes == 0) {
      expanded += '$';
    } else if (!reference.name.empty()) {
      expanded += variables(reference.name);
    }
  }
  return expanded.append(line);
}

}  // namespace

Result<std::vector<std::string>> parse_exclude_file(ByteView content, const Variables& variables) {
  std::vector<std::string> patterns;
  const std::string text = decode(text_of(content));
  for (const std::string_view whole : lines_of(text)) {
    if (whole.size() > PatternList::max_pattern_bytes) return failure(ErrorCode::invalid_input, "a line is too long");
    const std::string_view line = without_blanks_around(whole);
    if (line.empty() || line.starts_with('#')) continue;
    patterns.push_back(expand(line, variables));
  }
  return patterns;
}

}  // namespace digue::backup
