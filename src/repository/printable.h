#pragma once

#include <array>

namespace digue::repository {

/// Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space, in Unicode 15.0 as in
/// Go 1.21 to 1.25. Older Go knows Unicode 13.0: restic built with it (Debian's 0.14) escapes characters that came
/// later, and so gives a folder with such a name another tree id. Both are read alike.
bool is_printable(char32_t character);

/// From first to last, both printable.
struct PrintableRange {
  char32_t first;
  char32_t last;
};

/// Above ASCII, sorted: printable_table.cpp.
extern const std::array<PrintableRange, 710> printable_ranges;

}  // namespace digue::repository
