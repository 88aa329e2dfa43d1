#include "backup/lower_case.h"

#include <algorithm>

#include "backup/lower_case_table.h"
#include "base/text.h"

namespace digue::backup {

namespace {

std::uint32_t lower(std::uint32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
  const auto range =
      std::lower_bound(lower_case_ranges.begin(), lower_case_ranges.end(), code,
                       [](const LowerCaseRange& one, std::uint32_t wanted) { return one.last < wanted; });
  if (range == lower_case_ranges.end() || code < range->first || (code - range->first) % range->step != 0) return code;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(code) + range->distance);
}

}  // namespace

void append_utf8(std::string& text, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xc0 | (code >> 6U));
  } else {
    if (code < 0x10000) {
      add(0xe0 | (code >> 12U));
    } else {
      add(0xf0 | (code >> 18U));
      add(0x80 | ((code >> 12U) & 0x3fU));
    }
    add(0x80 | ((code >> 6U) & 0x3fU));
  }
  add(0x80 | (code & 0x3fU));
}

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at])); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (text.size() < length || !is_utf8(text.substr(0, length))) return {replacement_character, 1};
  std::uint32_t code = first & (0xffU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) code = (code << 6U) | (byte(at) & 0x3fU);
  return {code, length};
}

std::string lower_case(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    append_utf8(lowered, lower(character.code));
    text.remove_prefix(character.bytes);
  }
  return lowered;
}

}  // namespace digue::backup
