#pragma once

#include <functional>
#include <string>

#include "apps/digue/repository_words.h"
#include "base/result.h"

namespace digue::apps {

/// What --include and --exclude of a restore say of an entry; a folder that is not wanted may hold some that are. Empty
/// when everything is wanted. `invalid_input` for a malformed pattern.
Result<std::function<bool(const std::string& path, bool is_folder)>> selection_of(const RepositoryWords& words);

}  // namespace digue::apps
