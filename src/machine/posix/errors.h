#pragma once

#include <string>

#include "base/error.h"
#include "base/result.h"

namespace digue::machine::posix {

/// What a caller can do about an errno. What we do not know may pass: it is `unavailable`.
ErrorCode code_of(int number);

/// `return system_failure(errno, path);`
[[nodiscard]] std::unexpected<Error> system_failure(int number, const std::string& what);

}  // namespace digue::machine::posix
