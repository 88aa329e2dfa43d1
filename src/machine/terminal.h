#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace digue::machine {

/// Whether a person watches standard output.
bool output_is_terminal();

bool input_is_terminal();

/// Shows `prompt` to the person at the terminal and reads one line that is not shown while it is typed. `cancelled` if
/// they end the input instead.
Result<Bytes> read_hidden_line(std::string_view prompt);

/// All of standard input; `invalid_input` if it is longer than `max_bytes`.
Result<Bytes> read_standard_input(std::size_t max_bytes);

/// Its width in columns, 80 where nobody knows.
std::size_t terminal_width();

/// Where Digue keeps its state: the system's folder for the administrator, a folder of their own for anybody else.
/// `home` and `state_home` are the environment's HOME and XDG_STATE_HOME (XDG Base Directory Specification 0.8), "" if
/// unset.
std::string default_state_folder(const std::string& home, const std::string& state_home);

}  // namespace digue::machine
