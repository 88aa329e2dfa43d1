#pragma once

#include <cstddef>

namespace digue::machine {

/// Lets this process have as many files and folders open as the system allows it, within reason, and tells how many
/// that is. Most systems give a program 1,024 and let it ask for more.
std::size_t raise_open_files_limit();

}  // namespace digue::machine
