#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "json/value.h"

namespace digue::json {

/// A file that a person edits (TOML 1.0.0, without dates, times and floats), and where each of its members stands in
/// it.
struct TomlDocument {
  Value value;  ///< an object
  /// By the way to a member: "plan", "plan[0].folders[2]". The first line is 1.
  std::map<std::string, int, std::less<>> lines;
};

/// Why a text is no TOML.
struct TomlFault {
  int line = 0;  ///< 0 when it is the whole text: too long, or not UTF-8
  std::string detail;
};

/// No file that a person edits goes beyond these.
inline constexpr std::size_t max_toml_bytes = 1024 * 1024;
inline constexpr std::size_t max_toml_depth = 16;

/// Made for bytes from outside: fuzz/plans. docs/decisions/0007 says why no library does it.
std::expected<TomlDocument, TomlFault> parse_toml(std::string_view text);

/// The text as a TOML string in quotes.
std::string toml_quoted(std::string_view text);

}  // namespace digue::json
