#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "backup/exclude.h"
#include "base/workers.h"
#include "machine/clock.h"
#include "machine/file_tree.h"
#include "machine/identity.h"
#include "repository/blob_writer.h"
#include "repository/snapshot.h"

namespace digue::backup {

/// What became of an entry, compared with the parent snapshot.
enum class Change { is_new, modified, unchanged };

/// What an entry added to the repository.
struct Added {
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;   ///< of plaintext
  std::uint64_t packed = 0;  ///< bytes as stored

  void operator+=(const Added& other);
};

/// One entry that is done.
struct SavedItem {
  std::string path;  ///< where it was read
  bool is_folder = false;
  Change change = Change::is_new;
  std::uint64_t size = 0;  ///< bytes of a file
  Added added;
};

/// Is told how an archive goes on. But for the last one, its functions are called one at a time, from any thread; all
/// must be quick.
class ArchiveObserver {
 public:
  virtual ~ArchiveObserver() = default;

  virtual void item_done(const SavedItem& item) = 0;
  virtual void bytes_done(std::uint64_t bytes) = 0;
  /// The entry is not in the snapshot, or only in part.
  virtual void failed(const std::string& path, const Error& error) = 0;
  virtual void excluded(const std::string& path) = 0;
  /// Asked now and then, from any thread and at the same time; an error ends the archive.
  virtual Result<void> may_go_on() = 0;
};

struct ArchiveOptions {
  std::vector<std::string> paths;  ///< as the person wrote them
  std::optional<Excludes> excludes;
  std::vector<std::string> exclude_patterns;  ///< as the snapshot tells of them
  std::vector<std::string> tags;
  machine::Identity author;
  Instant started_at;
  std::string program_version;
  std::optional<repository::SnapshotId> parent_id;
  std::optional<repository::Snapshot> parent;  ///< unchanged files are not read again
  bool ignores_inode = false;
  bool ignores_change_time = false;
  bool keeps_access_time = false;
  bool skips_if_unchanged = false;
  bool fails_if_empty = false;  ///< without a single file there is no snapshot
  /// Each folder on the way down stays open, and takes its part of the stack. What lies deeper is reported and left
  /// out.
  std::size_t max_depth = 2'000;
};

/// How deep an archive may go in a process that may have so many files open.
constexpr std::size_t depth_with_open_files(std::size_t limit) {
  constexpr std::size_t for_everything_else = 512;
  return std::min<std::size_t>(limit > 2 * for_everything_else ? limit - for_everything_else : limit / 2, 2'000);
}

struct ArchiveOutcome {
  std::optional<repository::SnapshotId> snapshot;  ///< none when it would have been the same as its parent
  repository::SnapshotSummary summary;
  std::uint64_t errors = 0;  ///< entries that could not be read
};

/// Saves folders and files as one snapshot. The repository's index is loaded, its lock is held, and what crashed runs
/// left is adopted already.
///
/// Entries that cannot be read are reported and left out; an error ends the archive, and no snapshot is written:
/// `cancelled`, `full`, `denied`, `unavailable` from the place, `invalid_input` when there is nothing to save,
/// `not_found` when not one file of it could be read, and that is to be an error.
Result<ArchiveOutcome> archive(repository::Repository& repository, repository::BlobWriter& writer,
                               machine::FileTree& files, const machine::Clock& clock, const ArchiveOptions& options,
                               ArchiveObserver& observer, Workers& workers);

}  // namespace digue::backup
