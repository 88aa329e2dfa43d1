#include "backup/restore.h"

#include "apps/digue/command.h"
#include "apps/digue/repository_session.h"
#include "apps/digue/restore_screen.h"
#include "apps/digue/selection.h"
#include "apps/digue/snapshot_words.h"
#include "backup/rehearsal_target.h"
#include "base/text.h"

namespace digue::apps {

namespace {

backup::Overwrite overwrite_of(const std::string& word) {
  if (word == "if-changed") return backup::Overwrite::if_changed;
  if (word == "if-newer") return backup::Overwrite::if_newer;
  if (word == "never") return backup::Overwrite::never;
  return backup::Overwrite::always;
}

/// A snapshot, and the folder in it: "latest" or "latest:/home/cabinet".
struct Which {
  std::string snapshot;
  std::vector<std::string> folder;
};

Which which_of(const std::string& word) {
  const std::size_t colon = word.find(':');
  Which which{word.substr(0, colon), {}};
  if (colon == std::string::npos) return which;
  const std::string path = word.substr(colon + 1);
  for (const std::string_view name : split(path, '/')) {
    if (!name.empty()) which.folder.emplace_back(name);
  }
  return which;
}

/// The folder that the person named; for --dry-run one that nothing changes, and that is not made.
Result<std::unique_ptr<machine::TargetTree>> open_target(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  const std::string folder = TRY(context.file_tree.absolute(words.target));
  if (!words.dry_run) return context.file_tree.open_target(folder);
  const auto there = context.file_tree.open_source(folder);
  if (!there && there.error().code != ErrorCode::not_found) return std::unexpected(there.error());
  return std::make_unique<backup::RehearsalTarget>(there ? TRY(context.file_tree.open_target(folder)) : nullptr);
}

}  // namespace

Result<ExitCode> run_restore(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  if (words.target.empty()) return context.refuse("restore.no_target", ExitCode::usage);
  const Which which = which_of(context.invocation.words.front());
  const auto session = TRY(RepositorySession::open(context));
  // Nothing that others do or leave in the repository may stop a restore: no lock is asked for.
  const auto list = TRY(repository::load_snapshots(session->repository(), session->tools()));
  session->say_quarantined(list.quarantined);
  static_cast<void>(TRY(session->load_index()));  // it has named what is quarantined, and the restore goes on
  session->find_packs_without_index();
  const auto* loaded = TRY(repository::find_snapshot(list, which.snapshot, snapshot_filter(words)));

  backup::RestoreOptions options;
  options.tree = loaded->snapshot.tree;
  options.start = which.folder;
  options.selects = TRY(selection_of(context));
  options.overwrite = overwrite_of(words.overwrite);
  options.verifies = words.verifies;
  options.deletes = words.deletes;
  options.sparse = words.sparse;
  options.is_rehearsal = words.dry_run;
  const auto target = TRY(open_target(context));
  Workers workers = Workers::for_this_computer();
  RestoreScreen screen(context);
  const auto outcome = TRY(backup::restore(session->repository(), *target, options, screen, workers));
  screen.finish(outcome);
  return outcome.errors > 0 || session->has_quarantined() ? ExitCode::partial : ExitCode::fine;
}

}  // namespace digue::apps
