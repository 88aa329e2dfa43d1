#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digue::posture {

// The answers of gsettings, in GVariant's text format. Another type or form is `damaged`.

/// "uint32 300"
Result<std::int64_t> parse_gvariant_uint32(std::string_view text);

/// "true"
Result<bool> parse_gvariant_bool(std::string_view text);

/// "['<Super>l', '']", "@as []"
Result<std::vector<std::string>> parse_gvariant_texts(std::string_view text);

}  // namespace digue::posture
