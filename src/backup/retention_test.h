#pragma once

#include "backup/retention.h"

namespace digue::backup {

// Histories of the tests of retention, and what a plan keeps of them.

inline const Instant now = parse_rfc3339("2026-11-24T12:00:00Z").value();

inline repository::SnapshotId id_of(std::size_t number) {
  repository::SnapshotId::Raw raw{};
  raw[0] = static_cast<std::byte>(number >> 8U);
  raw[1] = static_cast<std::byte>(number & 255U);
  raw[2] = std::byte{1};
  return repository::SnapshotId(raw);
}

inline SnapshotFacts snapshot_at(std::size_t number, Instant claimed_at) {
  SnapshotFacts facts;
  facts.id = id_of(number);
  facts.claimed_at = claimed_at;
  facts.host = "cabinet";
  facts.paths = {"/data"};
  return facts;
}

/// One a day, number 0 being today's.
inline std::vector<SnapshotFacts> daily(std::size_t count) {
  std::vector<SnapshotFacts> snapshots;
  for (std::size_t number = 0; number < count; ++number) {
    snapshots.push_back(snapshot_at(number, now - std::chrono::hours(2) - std::chrono::days(number)));
  }
  return snapshots;
}

inline RetentionQuestion question_of(std::vector<SnapshotFacts> snapshots, KeepPolicy policy) {
  RetentionQuestion question;
  question.snapshots = std::move(snapshots);
  question.policy = std::move(policy);
  question.now = now;
  return question;
}

inline std::set<repository::SnapshotId> kept(const std::vector<GroupPlan>& plans) {
  std::set<repository::SnapshotId> ids;
  for (const GroupPlan& plan : plans) {
    for (const Kept& one : plan.keep) ids.insert(one.id);
  }
  return ids;
}

inline std::set<repository::SnapshotId> ids(const std::vector<std::size_t>& numbers) {
  std::set<repository::SnapshotId> ids;
  for (const std::size_t number : numbers) ids.insert(id_of(number));
  return ids;
}

inline std::set<repository::SnapshotId> kept(const RetentionQuestion& question) {
  return kept(plan_retention(question).value());
}

}  // namespace digue::backup
