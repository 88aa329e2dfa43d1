#include "agent/retention_facts.h"

namespace digue::agent {

namespace {

/// What nobody who writes to the place can choose. The place's own clock says it best, where it has one; but of a
/// snapshot that we had seen before, a later time there only tells when the whole repository was moved.
void add_arrival(backup::SnapshotFacts& facts, const std::optional<Instant>& stored_at,
                 const std::optional<SnapshotHistory::Arrival>& noted) {
  const bool was_moved = stored_at && noted && *stored_at > noted->first_seen + backup::max_clock_difference;
  if (noted && (!stored_at || was_moved)) {
    facts.absent_at = noted->absent_at;
    facts.first_seen = noted->first_seen;
  } else {
    facts.absent_at = facts.first_seen = stored_at;
  }
}

}  // namespace

backup::SnapshotFacts retention_facts(const repository::LoadedSnapshot& loaded,
                                      const std::optional<SnapshotHistory>& history) {
  const repository::Snapshot& snapshot = loaded.snapshot;
  backup::SnapshotFacts facts{.id = loaded.id,
                              .claimed_at = to_instant(snapshot.time),
                              .ahead_of_utc = std::chrono::seconds(snapshot.time.utc_offset_seconds),
                              .absent_at = std::nullopt,
                              .first_seen = std::nullopt,
                              .host = snapshot.hostname,
                              .paths = snapshot.paths,
                              .tags = snapshot.tags};
  std::optional<SnapshotHistory::Arrival> noted;
  if (history) {
    if (const auto found = history->arrivals.find(loaded.id); found != history->arrivals.end()) noted = found->second;
  }
  add_arrival(facts, loaded.stored_at, noted);
  return facts;
}

backup::KeepPolicy keep_policy_of(const plan::Keep& keep) {
  backup::KeepPolicy policy;
  policy.daily.count = keep.days;
  policy.weekly.count = keep.weeks;
  policy.monthly.count = keep.months;
  policy.yearly.count = keep.years;
  return policy;
}

Result<void> remove_snapshots(repository::Repository& repository, const SnapshotIds& ids,
                              const std::function<Result<void>()>& may_go_on) {
  for (const repository::SnapshotId& id : ids) {
    TRY(may_go_on());
    TRY(repository.store().remove({store::FileType::snapshot, repository::file_id(id)}));
  }
  return {};
}

}  // namespace digue::agent
