#pragma once

#include "apps/digue/invocation.h"

namespace CLI {
class App;
}

namespace digue::apps {

/// `plan`, `jobs` and `serve`, with their options.
void add_plan_commands(CLI::App& app, Invocation& invocation);

/// --socket: where the service answers.
void add_socket(CLI::App& command, Invocation& invocation);

}  // namespace digue::apps
