#pragma once

#include <cstddef>
#include <string_view>

#include "json/value.h"

namespace digue::json {

/// What a text may ask of us before it is refused. The defaults fit a file that a person could write.
struct Limits {
  std::size_t bytes = 16 * 1024 * 1024;
  std::size_t depth = 32;
  std::size_t values = 1'000'000;
};

/// Reads one JSON text (RFC 8259, UTF-8, no comments, no trailing comma, no name twice in an object).
/// `invalid_input` for anything else and for a text over a limit. Made for bytes from outside: fuzz/json.
Result<Value> parse(std::string_view text, const Limits& limits = {});

}  // namespace digue::json
