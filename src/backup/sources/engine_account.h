#pragma once

#include <string>

#include "machine/processes.h"

namespace digue::backup {

/// The account of this computer with that name: the administrator of an engine ("postgres", "mysql"), which is no
/// person. `not_found` if there is none, `invalid_input` for what is no name, `unavailable` if nobody tells in time.
Result<machine::Account> account_named(machine::Processes& processes, const std::string& name,
                                       machine::Deadline deadline);

}  // namespace digue::backup
