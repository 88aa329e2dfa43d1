#pragma once

#include "base/error.h"

namespace digue::apps {

/// What the program tells a script; stable, and described in docs/exit-codes.md.
enum class ExitCode {
  fine = 0,
  failed = 1,
  usage = 2,       ///< the words on the command line are off
  partial = 3,     ///< done, but something could not be read or is quarantined, and is named
  rules_open = 4,  ///< it answered, and not every essential rule is held
  denied = 5,      ///< the system refused: more rights are needed
  not_proven = 6,  ///< the backup did not come back as it was, or not whole
  damaged = 7,     ///< the journal was changed or is broken
  full = 8,        ///< no space left
  no_repository = 10,
  locked = 11,  ///< somebody else is at work there
  wrong_password = 12,
  interrupted = 130,
};

ExitCode exit_code_of(ErrorCode code);
/// For the commands that work on a repository: as restic does where it has a code for the same thing.
ExitCode repository_exit_code_of(ErrorCode code);

}  // namespace digue::apps
