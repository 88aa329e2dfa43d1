#pragma once

#include <string>
#include <string_view>

#include "apps/digue/exit_code.h"

namespace digue::apps {

/// How a job ended, as the service says it too: "done", "partial", "not_proven", or an error's code.
ExitCode exit_code_of_outcome(std::string_view outcome);

/// What is left when several jobs did not all end well.
ExitCode worse(ExitCode known, ExitCode other);

}  // namespace digue::apps
