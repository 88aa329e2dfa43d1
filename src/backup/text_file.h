#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace digue::backup {

/// A text that a person wrote, as restic reads it: UTF-8, or UTF-16 with a byte order mark, as Windows editors write.
std::string decode_text_file(ByteView content);

/// Without Unicode's White_Space at both ends, as Go's strings.TrimSpace: a French text has no-break spaces.
std::string_view without_blanks_around(std::string_view line);

}  // namespace digue::backup
