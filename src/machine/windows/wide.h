#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace digue::machine::windows {

/// UTF-8 as Windows takes it. `invalid_input` for what is not UTF-8, and for a NUL, at which Windows would stop
/// reading: it would then be asked for something else.
Result<std::wstring> to_wide(std::string_view text);

/// A surrogate that stands alone becomes U+FFFD.
std::string from_wide(std::wstring_view text);

}  // namespace digue::machine::windows
