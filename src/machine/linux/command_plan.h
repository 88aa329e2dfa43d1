#pragma once

#include <optional>
#include <string>
#include <vector>

#include "machine/linux/child.h"

namespace digue::machine::linux {

/// How the program that `words` name is started: where it is looked for, and an environment of ours alone. Without the
/// rights of `as`. `invalid_input` for words that cannot be meant.
Result<ChildPlan> plan_for(const std::vector<std::string>& words, const std::optional<Account>& as);

/// Of a status of waitpid(): the program's own, or 128 and the number of the signal that ended it, as shells say it.
int exit_code_of(int status);

}  // namespace digue::machine::linux
