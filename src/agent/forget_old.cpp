#include "agent/forget_old.h"

#include <algorithm>

#include "agent/records.h"
#include "agent/retention_facts.h"
#include "backup/prune.h"
#include "machine/identity.h"
#include "repository/lock_keeper.h"

namespace digue::agent {

using std::chrono::milliseconds;

namespace {

bool is_of_plan(const repository::Snapshot& snapshot, const plan::Plan& plan, const std::string& host) {
  return snapshot.hostname == host && std::ranges::find(snapshot.tags, plan.id) != snapshot.tags.end();
}

Result<SnapshotIds> forgotten_by(const backup::RetentionQuestion& question) {
  SnapshotIds ids;
  for (const backup::GroupPlan& group : TRY(backup::plan_retention(question))) {
    ids.insert(group.forget.begin(), group.forget.end());
  }
  return ids;
}

/// Those that the plan keeps neither among all its copies nor among the whole ones: while a database was down, a copy
/// without it took the place of a day, and must not push out the last one that has it.
Result<SnapshotIds> what_to_forget(const plan::Plan& plan, const repository::SnapshotList& list,
                                   const std::optional<SnapshotHistory>& history, const SnapshotIds& partial,
                                   Instant now) {
  backup::RetentionQuestion question;
  const std::string host = machine::this_process().host;
  for (const repository::LoadedSnapshot& loaded : list.snapshots) {
    if (is_of_plan(loaded.snapshot, plan, host)) question.snapshots.push_back(retention_facts(loaded, history));
  }
  question.policy = keep_policy_of(plan.keep);
  // A folder added to the plan begins no new series: the old one would be kept for ever.
  question.group_by = {.host = true, .paths = false, .tags = false};
  question.pinned = last_proven(*history, list);
  question.trusted = history->trusted;
  question.now = now;
  SnapshotIds ids = TRY(forgotten_by(question));
  std::erase_if(question.snapshots, [&](const backup::SnapshotFacts& facts) { return partial.contains(facts.id); });
  const SnapshotIds whole = TRY(forgotten_by(question));
  std::erase_if(ids, [&](const repository::SnapshotId& id) { return !partial.contains(id) && !whole.contains(id); });
  return ids;
}

}  // namespace

Result<Retention> forget_old(const plan::Plan& plan, RepositoryPlace& place, const SavingTools& tools,
                             const repository::LockSurroundings& surroundings, RunObserver& observer) {
  // Prune wants a repository whose index is not loaded.
  const auto opened = TRY(repository::open_repository(*place.store, place.password));
  repository::Repository& repository = *opened.repository;
  std::optional<repository::Conflict> conflict;
  auto lock = TRY(
      repository::Lock::acquire(repository, repository::LockKind::exclusive, surroundings, milliseconds(0), conflict));
  repository::LockKeeper keeper(lock, surroundings.elapsed);
  const auto goes_on = [&]() -> Result<void> {
    TRY(observer.may_go_on());
    return keeper.keep();
  };
  repository::BlobTools blob_tools = repository.make_tools();
  const auto list = TRY(repository::load_snapshots(repository, blob_tools));
  // What a stranger dropped, or what is broken: not the moment to throw something away.
  if (!list.quarantined.empty()) return failure(ErrorCode::damaged, "something in the repository is wrong");
  const std::optional history = TRY(snapshot_history(tools.journal, repository.config().id, ids_of(list)));
  if (history->was_cut_off) return failure(ErrorCode::damaged, "the journal was changed");
  const SnapshotIds partial = TRY(partial_copies(tools.journal, plan.id));
  const SnapshotIds ids = TRY(what_to_forget(plan, list, history, partial, tools.machine.clock().now()));
  Retention retention;
  if (ids.empty()) return retention;
  TRY(remove_snapshots(repository, ids, goes_on));
  retention.forgotten = ids.size();
  backup::PruneOptions options;
  options.may_go_on = goes_on;
  const auto pruned = backup::prune(repository, options);
  if (pruned) {
    retention.bytes_freed = pruned->freed.bytes + pruned->unindexed_bytes;
  } else {
    retention.refused = pruned.error().code;  // the room comes back with a later run
  }
  return retention;
}

}  // namespace digue::agent
