#pragma once

#include <string>

#include "apps/digue/invocation.h"

namespace CLI {
class App;
}

namespace digue::apps {

/// How many words a command takes behind it.
struct Words {
  int at_least = 0;
  int at_most = 0;
};

inline constexpr Words one = {1, 1};
inline constexpr Words one_or_none = {0, 1};
inline constexpr Words two_or_three = {2, 3};
inline constexpr Words any_number = {0, 10'000};

/// A command of one or two words, with the options that every command takes.
CLI::App* add_command(CLI::App& parent, Invocation& invocation, const std::string& name, const std::string& full_name,
                      Words words = {});

}  // namespace digue::apps
