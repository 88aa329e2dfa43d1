#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace digue {

/// ASCII only, whatever the locale.
bool is_digit(char c);
std::string lower_ascii(std::string_view text);

/// Without the spaces, tabs and line ends at both ends.
std::string_view trim(std::string_view text);

/// The parts between separators; an empty text is one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The lines of a text, without their ends ("\n" or "\r\n"); no empty line after the last end.
std::vector<std::string_view> lines_of(std::string_view text);

/// `text` with every `from` replaced by `to`; an empty `from` changes nothing.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// A whole number in decimal digits with an optional sign, and nothing else around it.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// What a terminal may be sent of a text that is not ours: control characters, which could move the cursor or change
/// colours, and bytes that are not UTF-8 become U+FFFD.
std::string printable(std::string_view text);

}  // namespace digue
