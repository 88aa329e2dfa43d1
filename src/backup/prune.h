#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "repository/repository.h"

namespace digue::backup {

/// How much of what nobody needs may stay: restic's --max-unused.
struct MaxUnused {
  std::optional<std::uint64_t> bytes;  ///< so much
  std::optional<double> percent;       ///< of all that is kept; neither: as much as there is
};

/// "5%", "200M", "unlimited". `invalid_input` otherwise.
Result<MaxUnused> parse_max_unused(std::string_view text);

struct PruneOptions {
  MaxUnused max_unused{{}, 5.0};
  std::optional<std::uint64_t> max_repack_bytes;
  bool is_rehearsal = false;                 ///< plans, and changes nothing
  std::set<repository::SnapshotId> without;  ///< for a rehearsal: as if these snapshots were forgotten already
  /// Asked now and then; an error ends the work. What was done until then is done well. It also keeps the lock alive.
  std::function<Result<void>()> may_go_on;
};

struct Tally {
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;  ///< as stored
};

struct PruneOutcome {
  Tally used;      ///< what snapshots need
  Tally unused;    ///< what is in packs that an index names, and nobody needs, copies included
  Tally repacked;  ///< the needed blobs of the packs that are written anew
  Tally freed;     ///< unused blobs that go, of the packs that an index names
  std::uint64_t packs_kept = 0;
  std::uint64_t packs_repacked = 0;
  std::uint64_t packs_removed = 0;    ///< without the repacked ones
  std::uint64_t packs_unindexed = 0;  ///< no index names them; they go too
  std::uint64_t unindexed_bytes = 0;
  std::uint64_t packs_missing = 0;  ///< an index names them, and nobody needs them
};

/// Frees the room of what no snapshot needs. Under an exclusive lock; the index is not loaded yet.
///
/// Nothing is deleted before all is known: one snapshot, index or tree that cannot be read, or one needed blob that is
/// not there, is `damaged`. Then, so that a crash at any moment leaves a whole repository: new packs, a new index of
/// all that stays, the old indexes away, and only then the packs that no index names any more.
Result<PruneOutcome> prune(repository::Repository& repository, const PruneOptions& options);

}  // namespace digue::backup
