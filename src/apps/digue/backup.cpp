#include "apps/digue/backup_screen.h"
#include "apps/digue/command.h"
#include "apps/digue/exclude_words.h"
#include "apps/digue/paths_to_save.h"
#include "apps/digue/snapshot_look.h"
#include "backup/archive.h"
#include "backup/before_archive.h"
#include "machine/identity.h"
#include "machine/open_files.h"

namespace digue::apps {

namespace {

/// The newest snapshot of the same computer and folders, or the one that the person named.
Result<std::optional<repository::LoadedSnapshot>> choose_parent(const Context& context,
                                                                const repository::SnapshotList& list,
                                                                const backup::ArchiveOptions& options) {
  const RepositoryWords& words = context.invocation.repository;
  if (words.force) return std::nullopt;
  if (!words.parent.empty()) return *TRY(repository::find_snapshot(list, words.parent));
  std::vector<std::string> paths;
  for (const std::string& path : options.paths) paths.push_back(TRY(context.file_tree.absolute(path)));
  const auto* parent = backup::find_parent(list, options.author.host, std::move(paths), options.started_at);
  return parent == nullptr ? std::nullopt : std::optional(*parent);
}

Result<void> adopt_and_forget(const Context& context, RepositorySession& session, repository::BlobWriter& writer) {
  const auto survey = TRY(backup::adopt_packs(session.repository(), writer, session.tools()));
  session.say_quarantined(survey.unreadable);
  if (!survey.missing.empty()) context.warn("backup.packs_missing", static_cast<std::int64_t>(survey.missing.size()));
  return {};
}

Result<backup::ArchiveOptions> archive_options(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  backup::ArchiveOptions options;
  options.paths = TRY(paths_to_save(context));
  options.tags = words.tags;
  options.author = machine::this_process();
  if (!words.host.empty()) options.author.host = words.host;
  options.started_at = context.machine.clock().now();
  options.program_version = "digue " DIGUE_VERSION;
  options.ignores_inode = words.ignores_inode;
  options.ignores_change_time = words.ignores_change_time || words.ignores_inode;
  options.keeps_access_time = words.keeps_access_time;
  options.skips_if_unchanged = words.skips_if_unchanged;
  options.max_depth = backup::depth_with_open_files(machine::raise_open_files_limit());
  TRY(add_excludes(context, options));
  return options;
}

}  // namespace

Result<ExitCode> run_backup(const Context& context) {
  backup::ArchiveOptions options = TRY(archive_options(context));
  if (options.paths.empty()) return context.refuse("backup.no_path", ExitCode::usage);
  const auto session = TRY(context.invocation.repository.dry_run ? RepositorySession::open_to_rehearse(context)
                                                                 : RepositorySession::open(context));
  if (!context.invocation.repository.dry_run) TRY(session->lock(repository::LockKind::shared));
  static_cast<void>(TRY(session->load_index()));  // it has named what is quarantined, and the backup goes on
  const auto list = TRY(repository::load_snapshots(session->repository(), session->tools()));
  session->say_quarantined(list.quarantined);
  const auto history = try_to_look(context, *session, list);
  if (auto parent = TRY(choose_parent(context, list, options))) {
    options.parent_id = parent->id;
    options.parent = std::move(parent->snapshot);
  }
  repository::BlobWriter writer(session->repository());
  TRY(adopt_and_forget(context, *session, writer));

  Workers workers = Workers::for_this_computer();
  BackupScreen screen(context, *session, options.parent);
  const auto outcome = TRY(backup::archive(session->repository(), writer, context.file_tree, context.machine.clock(),
                                           options, screen, workers));
  screen.finish(outcome);
  if (history && outcome.snapshot && !context.invocation.repository.dry_run) {
    try_to_note(context, *session, *outcome.snapshot, *history);
  }
  return outcome.errors > 0 || session->has_quarantined() ? ExitCode::partial : ExitCode::fine;
}

}  // namespace digue::apps
