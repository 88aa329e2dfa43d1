#include "apps/digue/job_outcomes.h"

namespace digue::apps {

ExitCode exit_code_of_outcome(std::string_view outcome) {
  if (outcome == "done") return ExitCode::fine;
  if (outcome == "partial") return ExitCode::partial;
  if (outcome == "not_proven") return ExitCode::not_proven;
  for (const ErrorCode code : {ErrorCode::not_found, ErrorCode::wrong_key, ErrorCode::denied, ErrorCode::locked,
                               ErrorCode::full, ErrorCode::cancelled, ErrorCode::invalid_input}) {
    if (digue::name_of(code) == outcome) return repository_exit_code_of(code);
  }
  return ExitCode::failed;
}

ExitCode worse(ExitCode known, ExitCode other) {
  if (known == ExitCode::fine) return other;
  return known == ExitCode::partial && other != ExitCode::fine ? other : known;
}

}  // namespace digue::apps
