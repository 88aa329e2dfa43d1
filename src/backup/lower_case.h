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

/// One character of UTF-8, and how many bytes it takes. A byte that begins none is U+FFFD and takes one, as in Go.
struct Character {
  std::uint32_t code;
  std::size_t bytes;
};
inline constexpr std::uint32_t replacement_character = 0xfffd;
Character first_character(std::string_view text);  ///< of a text that is not empty
void append_utf8(std::string& text, std::uint32_t code);

}  // namespace digue::backup
