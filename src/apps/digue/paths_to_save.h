#pragma once

#include "apps/digue/command.h"

namespace digue::apps {

/// What a backup is to save: the files of --files-from and its kin, and then the words of the command; as restic does.
/// A pattern that nothing fits is named. `invalid_input` for a malformed list, and as the files that hold them.
Result<std::vector<std::string>> paths_to_save(const Context& context);

}  // namespace digue::apps
