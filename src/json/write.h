#pragma once

#include <string>

#include "json/value.h"

namespace digue::json {

/// One line, no spaces, members in their order: the same value always gives the same bytes.
/// Bytes that are not UTF-8 become U+FFFD, a number that JSON cannot hold becomes null.
std::string to_line(const Value& value);

/// The same over several lines, two spaces a level, for files that people read.
std::string to_pretty(const Value& value);

}  // namespace digue::json
