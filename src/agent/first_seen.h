#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "journal/journal.h"
#include "repository/config.h"
#include "repository/snapshots.h"

namespace digue::agent {

using SnapshotIds = std::set<repository::SnapshotId>;

/// What the journal proves of the snapshots that lie in one repository now. Who can write there can claim any time for
/// a snapshot; when it came, he cannot choose.
struct SnapshotHistory {
  /// At `absent_at` we looked and it was not there; empty when we had never looked before.
  struct Arrival {
    std::optional<Instant> absent_at;
    Instant first_seen;

    bool operator==(const Arrival&) const = default;
  };

  std::map<repository::SnapshotId, Arrival> arrivals;
  SnapshotIds trusted;                         ///< a person answers for the times that they claim
  std::vector<repository::SnapshotId> proven;  ///< restored and compared without a difference; the newest proof first
  std::optional<Instant> looked_at;            ///< all that was there then is noted
  /// Somebody changed the journal, and nothing of this repository was noted since: what it knew is not believed.
  bool was_cut_off = false;
};

/// Reads the journal as far as it is not doubted. Holds no more than `present` does, however long the journal is.
Result<SnapshotHistory> snapshot_history(journal::Journal& journal, const repository::RepositoryId& repository,
                                         const SnapshotIds& present);

/// Which of them were never noted.
SnapshotIds unseen(const SnapshotHistory& history, const SnapshotIds& present);

/// One look notes at most so many, and the next one goes on: nobody who adds snapshots can fill the disk of the state.
inline constexpr std::size_t max_noted_at_a_look = 5'000;

/// Somebody looks now, and these had never been noted: writes them down, and adds them to the history. Nothing is
/// written if there are none. Errors as Journal::append.
Result<void> note_look(journal::Journal& journal, const repository::RepositoryId& repository, const SnapshotIds& unseen,
                       Instant now, SnapshotHistory& history);

/// A snapshot that this program has just saved, after it looked. What others brought meanwhile was not asked for.
Result<void> note_own(journal::Journal& journal, const repository::RepositoryId& repository,
                      const repository::SnapshotId& saved, Instant now, const SnapshotHistory& history);

/// A person answers for the times of these.
Result<void> note_trusted(journal::Journal& journal, const repository::RepositoryId& repository,
                          const SnapshotIds& snapshots, Instant now);

SnapshotIds ids_of(const repository::SnapshotList& list);

/// Of each computer and its folders the snapshot that was proven last: what is known to come back.
SnapshotIds last_proven(const SnapshotHistory& history, const repository::SnapshotList& list);

}  // namespace digue::agent
