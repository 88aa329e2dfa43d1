#include "apps/digue/snapshot_look.h"

namespace digue::apps {

namespace {

const repository::RepositoryId& id_of(RepositorySession& session) { return session.repository().config().id; }

void say_not_noted(const Context& context) { context.warn("snapshots.not_noted"); }

Result<void> note_own(const Context& context, RepositorySession& session, const repository::SnapshotId& saved,
                      const agent::SnapshotHistory& history) {
  journal::Journal journal = TRY(context.open_journal());
  return agent::note_own(journal, id_of(session), saved, context.machine.clock().now(), history);
}

}  // namespace

Result<std::optional<agent::SnapshotHistory>> look_at_snapshots(const Context& context, RepositorySession& session,
                                                                const repository::SnapshotList& list) {
  Result<journal::Journal> known = context.read_journal();
  if (!known && known.error().code == ErrorCode::not_found) return std::nullopt;
  journal::Journal reader = TRY(std::move(known));
  const agent::SnapshotIds present = agent::ids_of(list);
  agent::SnapshotHistory history = TRY(agent::snapshot_history(reader, id_of(session), present));
  const agent::SnapshotIds unseen = agent::unseen(history, present);
  const Instant now = context.machine.clock().now();
  if (unseen.empty()) {
    history.looked_at = now;
    return history;
  }
  journal::Journal writer = TRY(context.open_journal());
  TRY(agent::note_look(writer, id_of(session), unseen, now, history));
  return history;
}

std::optional<agent::SnapshotHistory> try_to_look(const Context& context, RepositorySession& session,
                                                  const repository::SnapshotList& list) {
  auto history = look_at_snapshots(context, session, list);
  if (history) return *std::move(history);
  say_not_noted(context);
  return std::nullopt;
}

void try_to_note(const Context& context, RepositorySession& session, const repository::SnapshotId& saved,
                 const agent::SnapshotHistory& history) {
  if (!note_own(context, session, saved, history)) say_not_noted(context);
}

}  // namespace digue::apps
