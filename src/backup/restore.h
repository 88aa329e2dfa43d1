#pragma once

#include <functional>
#include <string>

#include "backup/tree_limits.h"
#include "base/workers.h"
#include "machine/file_tree.h"
#include "repository/node.h"
#include "repository/repository.h"

namespace digue::backup {

/// What happens to what stands in the target already.
enum class Overwrite { always, if_changed, if_newer, never };

struct RestoreOptions {
  repository::BlobId tree;         ///< of the snapshot
  std::vector<std::string> start;  ///< the folder in it that becomes the target; empty for all
  /// Whether an entry is wanted; a folder that is not may still hold some that are.
  std::function<bool(const std::string& path, bool is_folder)> selects;
  /// Whether an entry may be given at all, by what the snapshot says of it; one that may not is left out with all that
  /// is below it, and counted. Asked for the folders of `start` too.
  std::function<bool(const std::string& path, const repository::Node& node)> permits;
  Overwrite overwrite = Overwrite::always;
  bool verifies = false;      ///< reads all restored files again and compares
  bool deletes = false;       ///< removes from the restored folders what the snapshot does not have
  bool sparse = false;        ///< leaves holes where there are only zeros
  bool is_rehearsal = false;  ///< reads no content and verifies none: for a target that takes nothing (RehearsalTarget)
  std::uint64_t max_repeated_entries = backup::max_repeated_entries;  ///< beyond them, the same folders are left out
};

/// Is told how a restore goes on. But for the last one, its functions are called one at a time, from any thread.
class RestoreObserver {
 public:
  virtual ~RestoreObserver() = default;

  virtual void planned(std::uint64_t files, std::uint64_t bytes) = 0;
  virtual void file_done(const std::string& path) = 0;
  virtual void bytes_done(std::uint64_t bytes) = 0;
  /// The entry is not restored, or only in part.
  virtual void failed(const std::string& path, const Error& error) = 0;
  virtual Result<void> may_go_on() = 0;
};

struct RestoreOutcome {
  std::uint64_t files = 0;  ///< and links, devices, FIFOs
  std::uint64_t restored = 0;
  std::uint64_t skipped = 0;  ///< what stood there was kept
  std::uint64_t deleted = 0;
  std::uint64_t bytes = 0;
  std::uint64_t bytes_restored = 0;
  std::uint64_t bytes_skipped = 0;
  std::uint64_t errors = 0;
  std::uint64_t withheld = 0;          ///< not permitted, and not among the errors
  std::uint64_t repeats_left_out = 0;  ///< folders, among the errors
};

/// Restores a snapshot below `target`, whatever else is wrong in the repository: what cannot be restored is reported,
/// and everything else is restored. No name of the snapshot leads out of the target.
///
/// An error ends it: `not_found` when the snapshot has no such folder, `damaged` when its root cannot be read,
/// `cancelled`, `full`, `unavailable`.
Result<RestoreOutcome> restore(repository::Repository& repository, machine::TargetTree& target,
                               const RestoreOptions& options, RestoreObserver& observer, Workers& workers);

}  // namespace digue::backup
