#include "agent/saving.h"

#include <algorithm>

#include "agent/first_seen.h"
#include "agent/other_disk.h"
#include "agent/records.h"
#include "backup/before_archive.h"
#include "backup/sources/overlay_tree.h"
#include "machine/identity.h"
#include "machine/open_files.h"

namespace digue::agent {

namespace {

machine::FileTime file_time(Instant instant) {
  const auto second = std::chrono::floor<std::chrono::seconds>(instant);
  const auto rest = std::chrono::nanoseconds(instant - second);
  return {second.time_since_epoch().count(), static_cast<std::int32_t>(rest.count())};
}

class Save {
 public:
  Save(repository::Repository& repository, const RepositoryPlace& place, const Saving& saving, const SavingTools& tools,
       const OnQuarantined& quarantined, const OnExpected& expected)
      : repository_(repository),
        place_(place),
        saving_(saving),
        tools_(tools),
        quarantined_(quarantined),
        expected_(expected) {}

  Result<SavedBackup> run(backup::ArchiveObserver& observer) {
    const auto begun = tools_.sleeper.elapsed();
    repository::BlobTools blob_tools = repository_.make_tools();
    repository::BlobWriter writer(repository_);
    quarantined_(TRY(backup::adopt_packs(repository_, writer, blob_tools)).unreadable);
    std::optional<backup::OverlayTree> with_streamed;
    if (!saving_.streamed.files.empty()) {
      with_streamed.emplace(tools_.files, saving_.streamed.path, saving_.streamed.files, file_time(saving_.started_at));
    }
    machine::FileTree& files = with_streamed ? *with_streamed : tools_.files;
    const auto options =
        TRY(archive_options(blob_tools, with_streamed ? with_streamed->paths() : std::vector<std::string>()));
    const auto archived =
        TRY(backup::archive(repository_, writer, files, tools_.machine.clock(), options, observer, tools_.workers));
    if (!archived.snapshot) return failure(ErrorCode::bug, "an archive without a snapshot");
    SavedBackup saved;
    saved.snapshot = *archived.snapshot;
    saved.run = saving_.run;
    saved.is_demonstration = saving_.is_demonstration;
    saved.files = archived.summary.total_files_processed;
    saved.bytes = archived.summary.total_bytes_processed;
    saved.bytes_added = archived.summary.data_added_packed;
    saved.unsaved = archived.errors + saving_.missing;
    saved.took = tools_.sleeper.elapsed() - begun;
    saved.on_other_disk = is_on_other_disk();
    TRY(tools_.journal.append(act_of_backup(saved, now())));
    TRY(note_own(tools_.journal, repository_.config().id, saved.snapshot, now(), history_));
    return saved;
  }

 private:
  Instant now() const { return tools_.machine.clock().now(); }

  Result<backup::ArchiveOptions> archive_options(repository::BlobTools& blob_tools,
                                                 const std::vector<std::string>& streamed) {
    backup::ArchiveOptions options;
    options.max_depth = backup::depth_with_open_files(machine::raise_open_files_limit());
    options.paths = saving_.paths;
    options.paths.insert(options.paths.end(), streamed.begin(), streamed.end());
    options.fails_if_empty = saving_.paths.empty();
    backup::ExcludeOptions excludes;
    excludes.patterns = saving_.excludes;
    excludes.folder = saving_.left_out;
    options.excludes = TRY(backup::Excludes::make(excludes));
    options.exclude_patterns = saving_.excludes;
    options.tags = saving_.tags;
    options.author = machine::this_process();
    options.started_at = saving_.started_at;
    options.program_version = saving_.program;
    const auto list = TRY(repository::load_snapshots(repository_, blob_tools));
    quarantined_(list.quarantined);
    TRY(look_at(ids_of(list)));
    const auto* parent = backup::find_parent(list, options.author.host, options.paths, saving_.started_at);
    if (parent == nullptr) return options;
    options.parent_id = parent->id;
    options.parent = parent->snapshot;
    if (expected_ && parent->snapshot.summary) expected_(parent->snapshot.summary->total_bytes_processed);
    return options;
  }

  /// What others brought is noted before this snapshot joins it.
  Result<void> look_at(const SnapshotIds& present) {
    history_ = TRY(snapshot_history(tools_.journal, repository_.config().id, present));
    return note_look(tools_.journal, repository_.config().id, unseen(history_, present), now(), history_);
  }

  /// Only if every folder lies on another one.
  std::optional<bool> is_on_other_disk() const {
    std::vector<std::string> folders = saving_.paths;
    folders.insert(folders.end(), saving_.origins.begin(), saving_.origins.end());
    // Where a server keeps its databases, it does not tell; but not on a disk that is unmounted after each copy.
    if (!place_.folder || folders.empty()) return std::nullopt;
    std::optional<bool> all = true;
    for (const std::string& folder : folders) {
      const auto one = are_on_different_disks(tools_.files, tools_.machine.mounts(), folder, *place_.folder);
      if (one == false) return false;
      if (!one) all.reset();
    }
    return all;
  }

  repository::Repository& repository_;
  const RepositoryPlace& place_;
  const Saving& saving_;
  const SavingTools& tools_;
  const OnQuarantined& quarantined_;
  const OnExpected& expected_;
  SnapshotHistory history_;
};

}  // namespace

Result<SavedBackup> save_snapshot(repository::Repository& repository, const RepositoryPlace& place,
                                  const Saving& saving, const SavingTools& tools, backup::ArchiveObserver& observer,
                                  const OnQuarantined& quarantined, const OnExpected& expected) {
  return Save(repository, place, saving, tools, quarantined, expected).run(observer);
}

}  // namespace digue::agent
