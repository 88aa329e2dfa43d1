#pragma once

#include <array>

namespace digue::repository {

/// Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space, in Unicode 15.0. So do
/// restic 0.18.0 and 0.19.1 (Go 1.24 and 1.26), every character compared. 0.14.0 (Go 1.19) knows Unicode 13.0 and
/// escapes the characters that came later: a folder with such a name has another id there. Both are read alike.
bool is_printable(char32_t character);

/// From first to last, both printable.
struct PrintableRange {
  char32_t first;
  char32_t last;
};

/// Above ASCII, sorted: printable_table.cpp.
extern const std::array<PrintableRange, 710> printable_ranges;

}  // namespace digue::repository
