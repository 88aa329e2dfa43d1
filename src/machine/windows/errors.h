#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace digue::machine::windows {

/// What a caller can do about an error of Windows (its numbers are in winerror.h).
ErrorCode code_of(std::uint32_t number);

/// The failure of `what`. Its detail has the number alone: Windows would say it in the language of the system.
std::unexpected<Error> system_failure(std::uint32_t number, const std::string& what);

}  // namespace digue::machine::windows
