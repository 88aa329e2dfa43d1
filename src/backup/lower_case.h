#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace digue::backup {

/// Every `step`-th letter from `first` to `last` has its small one at `distance`.
struct LowerCaseRange {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t step;
  std::int32_t distance;
};

/// A text in small letters, letter by letter (Unicode's simple mapping), whatever the locale. Bytes that are not UTF-8
/// become U+FFFD, as in Go: patterns that ignore the case are compared as restic compares them.
std::string lower_case(std::string_view text);

}  // namespace digue::backup
