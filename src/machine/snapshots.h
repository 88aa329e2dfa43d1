#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "machine/deadline.h"
#include "machine/file_tree.h"

namespace digue::machine {

/// A program that was asked to bring its files into order before the moment, and how that went: on Windows a writer of
/// the Volume Shadow Copy Service.
struct SnapshotWriter {
  std::string name;        ///< as in "SqlServerWriter"
  bool is_settled = true;  ///< false: its files are as after a power cut

  bool operator==(const SnapshotWriter&) const = default;
};

/// Some file systems as they were at one moment, while people go on working. Destroyed, it is gone from the system too.
/// For one thread.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  /// The person's own paths, read as they were. Opens no target: what was cannot be changed. Lives as long as the
  /// snapshot. `not_found` for a path on a file system that is not among those of the snapshot: the present must not
  /// pass for that moment.
  virtual FileTree& files() = 0;
  virtual std::vector<SnapshotWriter> writers() const = 0;
};

/// Makes them: on Windows VSS, with VSS_BT_COPY (the logs of databases stay as they are), without choosing components.
/// An interface that no system has an implementation of yet; its contract is tests/support/snapshot_contract.h.
class Snapshots {
 public:
  virtual ~Snapshots() = default;

  /// Of the file systems on which these paths lie, all at one moment.
  /// Errors: `denied` (only the administrator may), `full` (no room for what changes meanwhile), `unsupported` (a file
  /// system that knows no such thing, a share), `not_found`, `locked` (another one is being made), `unavailable`.
  virtual Result<std::unique_ptr<Snapshot>> make(const std::vector<std::string>& paths, Deadline deadline) = 0;
};

}  // namespace digue::machine
