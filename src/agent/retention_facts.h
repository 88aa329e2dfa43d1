#pragma once

#include <functional>
#include <optional>
#include <set>

#include "agent/first_seen.h"
#include "backup/retention.h"
#include "plan/plans.h"
#include "repository/snapshots.h"

namespace digue::agent {

/// What the retention must know of a snapshot: what it says itself, and what the place's clock and the journal know of
/// when it came.
backup::SnapshotFacts retention_facts(const repository::LoadedSnapshot& loaded,
                                      const std::optional<SnapshotHistory>& history);

/// What a plan keeps, in the words of the retention.
backup::KeepPolicy keep_policy_of(const plan::Keep& keep);

/// Forgets these, under an exclusive lock; `may_go_on` is asked before each.
Result<void> remove_snapshots(repository::Repository& repository, const SnapshotIds& ids,
                              const std::function<Result<void>()>& may_go_on);

}  // namespace digue::agent
