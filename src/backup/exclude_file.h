#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace digue::backup {

/// The value of a variable of the environment, empty if there is none.
using Variables = std::function<std::string(const std::string& name)>;

/// The patterns of a file as restic reads it: one a line, without the blanks around it; empty lines and those that
/// begin with "#" are none; `$NAME` and `${NAME}` are replaced by variables, `$$` is a dollar. UTF-8, or UTF-16 with a
/// byte order mark, as Windows editors write. `invalid_input` for a line over PatternList::max_pattern_bytes.
Result<std::vector<std::string>> parse_exclude_file(ByteView content, const Variables& variables);

}  // namespace digue::backup
