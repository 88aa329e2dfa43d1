#pragma once

#include "base/bytes.h"

namespace digue::net {

/// A secret as curl wants it. `invalid_input` if it holds a null byte: curl would cut it there.
Result<Bytes> ended_with_null(ByteView secret);

}  // namespace digue::net
