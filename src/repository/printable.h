#pragma once

#include <cstdint>

namespace digue::repository {

/// Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols (Unicode 15.0) and the ASCII space.
bool is_printable(char32_t character);

}  // namespace digue::repository
