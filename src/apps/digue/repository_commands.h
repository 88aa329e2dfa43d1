#pragma once

#include "apps/digue/invocation.h"

namespace CLI {
class App;
}

namespace digue::apps {

/// The commands that work on a repository, and their options.
void add_repository_commands(CLI::App& app, Invocation& invocation);

}  // namespace digue::apps
