#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "repository/repository.h"
#include "repository/snapshot.h"

namespace digue::repository {

struct LoadedSnapshot {
  SnapshotId id;
  Snapshot snapshot;
  std::optional<Instant> stored_at;  ///< by the place's own clock, where it has one
};

struct SnapshotList {
  std::vector<LoadedSnapshot> snapshots;  ///< the oldest first, by their own time
  std::vector<Quarantined> quarantined;
};

/// Every snapshot that can be read.
Result<SnapshotList> load_snapshots(Repository& repository, BlobTools& tools);

/// Which snapshots somebody means. A snapshot fits if it fits every list that is not empty.
struct SnapshotFilter {
  std::vector<std::string> hosts;              ///< one of them
  std::vector<std::vector<std::string>> tags;  ///< all of one of the lists
  std::vector<std::string> paths;              ///< all of them

  bool fits(const Snapshot& snapshot) const;
};

/// The snapshot of that name: "latest", or the first digits of its id. `not_found` if there is none, `invalid_input` if
/// several begin like that.
Result<const LoadedSnapshot*> find_snapshot(const SnapshotList& list, std::string_view name,
                                            const SnapshotFilter& filter = {});

}  // namespace digue::repository
