#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digue {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

/// The same bytes seen as the other type; nothing is copied or checked.
ByteView bytes_of(std::string_view text);
std::string_view text_of(ByteView bytes);

/// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);
/// `invalid_input` unless `hex` is an even number of hexadecimal digits.
Result<Bytes> from_hex(std::string_view hex);

}  // namespace digue
