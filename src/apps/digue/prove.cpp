#include <fmt/core.h>

#include "agent/prove_restore.h"
#include "apps/digue/command.h"
#include "apps/digue/prove_screen.h"
#include "apps/digue/repository_session.h"

namespace digue::apps {

namespace {

/// The place that the person names, or the repository that every state has.
Result<agent::RepositoryPlace> open_place(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  if (words.location.empty()) {
    return agent::open_state_repository(context.state_folder, context.disk, context.sleeper, context.machine.clock());
  }
  NamedPlace named = TRY(open_named_place(context));
  agent::TypedPassword typed = TRY(read_password(context, words.password_file, "repository.password"));
  crypto::Secret password = TRY(which_opens(context, named, std::move(typed)));
  return agent::RepositoryPlace{std::move(named.store), std::move(password), std::move(named.folder)};
}

Result<agent::ExerciseOutcome> exercise(const Context& context, const std::string& folder, journal::Journal& journal,
                                        ProveScreen& screen) {
  agent::RepositoryPlace place = TRY(open_place(context));
  Workers workers = Workers::for_this_computer();
  const agent::Exercise exercise{.folder = folder,
                                 .is_demonstration = context.invocation.is_demonstration,
                                 .program = "digue " DIGUE_VERSION,
                                 .place = place,
                                 .state = context.state_folder};
  return agent::prove_restore(exercise, {context.machine, context.file_tree, context.sleeper, journal, workers},
                              screen);
}

}  // namespace

Result<ExitCode> run_prove(const Context& context) {
  const std::string& folder = context.invocation.words.front();
  if (const auto opened = context.file_tree.open_source(TRY(context.file_tree.absolute(folder))); !opened) {
    return context.refuse("prove.no_folder", ExitCode::usage);
  }
  journal::Journal journal = TRY(context.open_journal());
  ProveScreen screen(context);
  const auto outcome = exercise(context, folder, journal, screen);
  screen.clear();
  if (!outcome && outcome.error().code == ErrorCode::invalid_input) {
    return context.refuse("prove.wrong_folder", ExitCode::usage);
  }
  if (!outcome) {
    const ErrorCode error = outcome.error().code;
    return context.refuse(fmt::format("repository.error.{}", name_of(error)), repository_exit_code_of(error));
  }
  screen.finish(*outcome);
  if (const auto reason = agent::reason_of_failure(outcome->backup, outcome->restore)) {
    return context.refuse("prove.failed." + *reason, ExitCode::not_proven);
  }
  return ExitCode::fine;
}

}  // namespace digue::apps
