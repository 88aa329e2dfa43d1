#pragma once

#include <cstddef>
#include <string>

namespace digue::machine {

/// Whether a person watches standard output.
bool output_is_terminal();

/// Its width in columns, 80 where nobody knows.
std::size_t terminal_width();

/// Where Digue keeps its state: the system's folder for the administrator, a folder of their own for anybody else.
/// `home` and `state_home` are the environment's HOME and XDG_STATE_HOME (XDG Base Directory Specification 0.8), "" if
/// unset.
std::string default_state_folder(const std::string& home, const std::string& state_home);

}  // namespace digue::machine
