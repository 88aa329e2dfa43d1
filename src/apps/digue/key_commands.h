#pragma once

#include "apps/digue/invocation.h"

namespace CLI {
class App;
}

namespace digue::apps {

/// `key` and `sheet`, with their options.
void add_key_commands(CLI::App& app, Invocation& invocation);

}  // namespace digue::apps
