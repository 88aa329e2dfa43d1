#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace digue::paper {

/// RFC 4648 section 6 without padding: what a QR code holds in its alphanumeric mode, and what a person can copy.
std::string to_base32(ByteView bytes);

/// Either case. `invalid_input` for anything else, also for bits behind the last byte that are not zero.
Result<Bytes> from_base32(std::string_view text);

}  // namespace digue::paper
