#pragma once

#include <optional>

#include "agent/first_seen.h"
#include "apps/digue/repository_session.h"

namespace digue::apps {

/// What this computer's journal knows of the snapshots there, once those that it had never seen are noted. Nothing
/// where no state was ever made, as on the PC of somebody who comes to help: nothing is made there either. Errors as
/// those of the journal.
Result<std::optional<agent::SnapshotHistory>> look_at_snapshots(const Context& context, RepositorySession& session,
                                                                const repository::SnapshotList& list);

/// The same for work that goes on whatever becomes of the journal: one sentence says that nothing was noted.
std::optional<agent::SnapshotHistory> try_to_look(const Context& context, RepositorySession& session,
                                                  const repository::SnapshotList& list);

/// After try_to_look: a snapshot that this command has just saved.
void try_to_note(const Context& context, RepositorySession& session, const repository::SnapshotId& saved,
                 const agent::SnapshotHistory& history);

}  // namespace digue::apps
