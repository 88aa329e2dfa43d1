#pragma once

#include "base/bytes.h"

namespace digue::crypto {

/// `count` bytes that nobody can guess. Stops the program when the system has none: a guessable salt is worse.
Bytes random_bytes(std::size_t count);

}  // namespace digue::crypto
