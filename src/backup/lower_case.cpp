#include "backup/lower_case.h"

#include <algorithm>

#include "backup/lower_case_table.h"
#include "base/utf8.h"

namespace digue::backup {

namespace {

char32_t lower(char32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
  const auto range = std::lower_bound(lower_case_ranges.begin(), lower_case_ranges.end(), code,
                                      [](const LowerCaseRange& one, char32_t wanted) { return one.last < wanted; });
  if (range == lower_case_ranges.end() || code < range->first || (code - range->first) % range->step != 0) return code;
  return static_cast<char32_t>(static_cast<std::int32_t>(code) + range->distance);
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  while (!text.empty()) {
    const DecodedCharacter character = decode_character(text);
    append_character(lowered, character.is_valid ? lower(character.value) : replacement_character);
    text.remove_prefix(character.bytes);
  }
  return lowered;
}

}  // namespace digue::backup
