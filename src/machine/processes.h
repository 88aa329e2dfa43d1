#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "machine/account.h"
#include "machine/deadline.h"

namespace digue::machine {

/// A program of the system to be asked something. No shell is involved.
struct Command {
  std::vector<std::string> words;  ///< the program, absolute or searched in the system's own folders, and its arguments
  std::optional<Account> as;       ///< with whose rights and home; those of this program if empty
  std::size_t max_output = 1024 * 1024;  ///< bytes of standard output

  bool operator==(const Command&) const = default;
};

struct Output {
  int exit_code = 0;
  std::string text;  ///< standard output; standard error is thrown away

  bool operator==(const Output&) const = default;
};

class Processes {
 public:
  virtual ~Processes() = default;

  /// Runs it to its end in the C locale, with an environment that holds nothing of ours, and with no input.
  /// At the deadline, or when it says too much, it is killed with everything it started.
  /// Errors: `not_found` (no such program), `denied`, `unavailable` (the deadline), `invalid_input` (too much output).
  virtual Result<Output> run(const Command& command, Deadline deadline) = 0;
};

}  // namespace digue::machine
