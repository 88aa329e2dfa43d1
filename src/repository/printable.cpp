#include "repository/printable.h"

#include <algorithm>

namespace digue::repository {

bool is_printable(char32_t character) {
  if (character < 0x80) return character >= 0x20 && character < 0x7F;
  const auto range = std::ranges::lower_bound(printable_ranges, character, {}, &PrintableRange::last);
  return range != printable_ranges.end() && range->first <= character;
}

}  // namespace digue::repository
