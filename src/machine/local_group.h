#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace digue::machine {

/// Whether an account is listed in a group of this computer, now; its primary group counts too. `not_found` if there is
/// no such group, `unavailable` if the system could not tell.
Result<bool> is_in_group(std::uint32_t user_id, std::uint32_t group_id, const std::string& group);

}  // namespace digue::machine
