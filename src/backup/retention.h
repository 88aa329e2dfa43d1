#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backup/calendar_span.h"
#include "repository/ids.h"

namespace digue::backup {

/// What the retention must know of a snapshot.
struct SnapshotFacts {
  repository::SnapshotId id;
  Instant claimed_at;  ///< as it says itself: whoever can write to the repository can claim any time
  std::chrono::seconds ahead_of_utc{0};
  /// What we saw ourselves: it was not there yet when we looked at `absent_at`, and was when we looked at `first_seen`.
  std::optional<Instant> absent_at;
  std::optional<Instant> first_seen;
  std::string host;
  std::vector<std::string> paths;
  std::vector<std::string> tags;
};

/// How many to keep of one kind, and for how long all of that kind.
struct KeepRule {
  static constexpr int unlimited = -1;

  int count = 0;        ///< the newest of so many hours, days, …
  CalendarSpan within;  ///< the newest of each hour, day, … so long before the newest snapshot

  bool operator==(const KeepRule&) const = default;
};

/// restic's options --keep-*; a snapshot is kept if any of them says so.
struct KeepPolicy {
  KeepRule last;
  KeepRule hourly;
  KeepRule daily;
  KeepRule weekly;
  KeepRule monthly;
  KeepRule yearly;
  std::vector<std::vector<std::string>> tags;  ///< those that have all tags of one list; "" is having none

  bool operator==(const KeepPolicy&) const = default;
};

/// What makes snapshots a series of which the policy keeps some.
struct GroupBy {
  bool host = true;
  bool paths = true;
  bool tags = false;
};

/// Why a snapshot takes no part in the policy: its claimed time is not the one at which it came.
enum class Doubt { in_the_future, back_dated };

struct Kept {
  repository::SnapshotId id;
  std::vector<std::string> reasons;  ///< in restic's words: "daily snapshot", "within 1y", "has tags [a, b]"
};

struct SetAside {
  repository::SnapshotId id;
  Doubt doubt;
};

/// What is to happen to one group. Newest first, each in one of the lists.
struct GroupPlan {
  std::string host;  ///< these three are empty unless they make the group
  std::vector<std::string> paths;
  std::vector<std::string> tags;
  std::vector<Kept> keep;
  std::vector<repository::SnapshotId> forget;
  std::vector<SetAside> set_aside;  ///< stay, as if they were not there: they neither count nor go
};

struct RetentionQuestion {
  std::vector<SnapshotFacts> snapshots;
  KeepPolicy policy;
  GroupBy group_by;
  std::set<repository::SnapshotId> pinned;   ///< never forgotten: the last that a drill has proven, and any on hold
  std::set<repository::SnapshotId> trusted;  ///< a person says that the claimed time is right: copied, for instance
  Instant now;
};

/// Decides what to forget, as restic's `forget` does, with three differences that all keep more. A snapshot that claims
/// another time than the one at which it came is set aside, so nobody who can only add snapshots can push out good ones
/// by lying about time. The pinned stay. And all stay when this computer's clock is wrong.
///
/// Nothing is read or deleted. `invalid_input` for a policy that keeps nothing, or of which a group would keep nothing;
/// `unavailable` when `now` lies before something that was already seen: the clock must be put right first.
Result<std::vector<GroupPlan>> plan_retention(const RetentionQuestion& question);

/// Clocks of two computers differ by so much.
inline constexpr std::chrono::hours max_clock_difference{1};
/// A snapshot claims the time at which its backup began, and comes when it ends.
inline constexpr std::chrono::hours max_backup_duration{24};
/// nullopt if the claimed time can be true.
std::optional<Doubt> doubt_about(const SnapshotFacts& snapshot, Instant now);

}  // namespace digue::backup
