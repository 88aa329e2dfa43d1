#include "apps/digue/exit_code.h"

namespace digue::apps {

ExitCode exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input: return ExitCode::usage;
    case ErrorCode::denied: return ExitCode::denied;
    case ErrorCode::damaged: return ExitCode::damaged;
    case ErrorCode::full: return ExitCode::full;
    case ErrorCode::locked: return ExitCode::locked;
    case ErrorCode::cancelled: return ExitCode::interrupted;
    case ErrorCode::not_found:
    case ErrorCode::wrong_key:
    case ErrorCode::unavailable:
    case ErrorCode::unsupported:
    case ErrorCode::already_exists:
    case ErrorCode::bug: return ExitCode::failed;
  }
  return ExitCode::failed;
}

ExitCode repository_exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return ExitCode::no_repository;
    case ErrorCode::wrong_key: return ExitCode::wrong_password;
    case ErrorCode::damaged: return ExitCode::failed;
    default: return exit_code_of(code);
  }
}

}  // namespace digue::apps
