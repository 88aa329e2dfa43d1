#pragma once

#include "base/error.h"

namespace digue::apps {

/// What the program tells a script; stable, and described in docs/exit-codes.md.
enum class ExitCode {
  fine = 0,
  failed = 1,
  usage = 2,       ///< the words on the command line are off
  rules_open = 4,  ///< it answered, and not every essential rule is held
  denied = 5,      ///< the system refused: more rights are needed
  damaged = 7,     ///< the journal was changed or is broken
  full = 8,        ///< no space left
  locked = 11,     ///< another Digue is at work on the same state
  interrupted = 130,
};

ExitCode exit_code_of(ErrorCode code);

}  // namespace digue::apps
