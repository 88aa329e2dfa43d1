#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace digue::machine {

/// Windows keeps its texts in UTF-16, and does not check them: a surrogate that stands alone becomes U+FFFD.
std::string from_utf16(std::u16string_view text);

/// Little-endian bytes; `invalid_input` for an odd number of them.
Result<std::string> from_utf16_bytes(ByteView bytes);

/// `invalid_input` unless the text is UTF-8.
Result<std::u16string> to_utf16(std::string_view text);

}  // namespace digue::machine
