#pragma once

#include <span>

#include "base/bytes.h"

namespace digue::crypto {

/// Bytes that nobody can guess. Both stop the program when the system has none: a guessable salt is worse.
void fill_with_random(std::span<std::byte> bytes);
Bytes random_bytes(std::size_t count);

}  // namespace digue::crypto
