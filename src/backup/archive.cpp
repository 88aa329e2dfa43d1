#include "backup/archive.h"

#include "backup/walker.h"

namespace digue::backup {

namespace {

using repository::Snapshot;

Result<std::vector<std::string>> names_in(machine::FileTree& files, const std::string& folder) {
  return TRY(files.open_source(folder))->names();
}

repository::ZonedTime zoned(const machine::Clock& clock, Instant instant) {
  return repository::to_zoned(instant, static_cast<std::int32_t>(clock.ahead_of_utc(instant).count()));
}

Result<Snapshot> snapshot_of(const ArchiveOptions& options, machine::FileTree& files, const machine::Clock& clock,
                             const repository::BlobId& tree, const repository::SnapshotSummary& summary) {
  Snapshot snapshot;
  snapshot.time = zoned(clock, options.started_at);
  snapshot.parent = options.parent_id;
  snapshot.tree = tree;
  for (const std::string& path : options.paths) snapshot.paths.push_back(TRY(files.absolute(path)));
  snapshot.hostname = options.author.host;
  snapshot.username = options.author.user;
  snapshot.user_id = options.author.user_id;
  snapshot.group_id = options.author.group_id;
  snapshot.excludes = options.exclude_patterns;
  snapshot.tags = options.tags;
  snapshot.program_version = options.program_version;
  snapshot.summary = summary;
  return snapshot;
}

}  // namespace

Result<ArchiveOutcome> archive(repository::Repository& repository, repository::BlobWriter& writer,
                               machine::FileTree& files, const machine::Clock& clock, const ArchiveOptions& options,
                               ArchiveObserver& observer, Workers& workers) {
  if (repository.config().has_foreign_chunker()) {
    return failure(ErrorCode::unsupported, "another program cuts the files of this repository otherwise than we do");
  }
  const auto chunker = TRY(repository::Chunker::with({repository.config().chunker_polynomial}));
  const Target root = TRY(plan_targets(options.paths, [&](const std::string& path) { return names_in(files, path); }));

  ArchiveRun run(repository, writer, chunker, clock, options, observer, workers);
  FileSaver saver(run);
  Walker(run, files, saver).walk(root, options.parent ? std::optional(options.parent->tree) : std::nullopt);
  workers.wait();
  TRY(run.outcome());
  if (!run.root()) return failure(ErrorCode::bug, "the root was never saved");

  ArchiveOutcome outcome;
  outcome.errors = run.errors();
  outcome.summary = run.summary();
  outcome.summary.backup_start = zoned(clock, options.started_at);
  if (options.fails_if_empty && outcome.summary.total_files_processed == 0) {
    return failure(ErrorCode::not_found, "not one file could be read");
  }
  repository::BlobTools& tools = run.tools(run.owner_seat()).blobs;
  TRY(writer.flush(tools));
  outcome.summary.backup_end = zoned(clock, clock.now());
  if (options.skips_if_unchanged && options.parent && options.parent->tree == *run.root()) return outcome;

  const Snapshot snapshot = TRY(snapshot_of(options, files, clock, *run.root(), outcome.summary));
  const auto id = TRY(repository.save_unpacked(store::FileType::snapshot, repository::to_json(snapshot), tools));
  outcome.snapshot = repository::SnapshotId(id.raw());
  return outcome;
}

}  // namespace digue::backup
