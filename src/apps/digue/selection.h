#pragma once

#include <functional>
#include <string>

#include "apps/digue/command.h"

namespace digue::apps {

/// What --include, --exclude and their files say of an entry; a folder that is not wanted may hold some that are. Empty
/// when everything is wanted. `invalid_input` for a malformed pattern; as the
/// file that holds them.
Result<std::function<bool(const std::string& path, bool is_folder)>> selection_of(const Context& context);

}  // namespace digue::apps
