#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace digue::repository {

/// RFC 4648 section 4, with padding: how Go writes bytes in JSON.
void append_base64(std::string& out, ByteView bytes);

/// `invalid_input` for anything else than what append_base64 writes; line ends between are passed over, as Go does.
Result<Bytes> from_base64(std::string_view text);

}  // namespace digue::repository
