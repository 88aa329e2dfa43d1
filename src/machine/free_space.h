#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace digue::machine {

/// Bytes that this account may still write on the disk that holds this folder. `not_found`, `unavailable`.
Result<std::uint64_t> free_bytes(const std::string& folder);

}  // namespace digue::machine
