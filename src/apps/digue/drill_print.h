#pragma once

#include "apps/digue/command.h"

namespace digue::apps {

/// « Preuve de restauration » of each plan that the person named, from what the journal proves, into the folder after
/// --print.
Result<ExitCode> print_proofs(const Context& context);

}  // namespace digue::apps
