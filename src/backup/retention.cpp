#include "backup/retention.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace digue::backup {

namespace {

using Members = std::vector<const SnapshotFacts*>;
using GroupKey = std::tuple<std::string, std::vector<std::string>, std::vector<std::string>>;

std::string joined(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) text += (text.empty() ? "" : ", ") + tag;
  return "[" + text + "]";
}

bool has_tags(const SnapshotFacts& snapshot, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& tag) {
    if (tag.empty() && snapshot.tags.empty()) return true;
    return std::find(snapshot.tags.begin(), snapshot.tags.end(), tag) != snapshot.tags.end();
  });
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

GroupKey key_of(const SnapshotFacts& snapshot, const GroupBy& by) {
  return {by.host ? snapshot.host : std::string(), by.paths ? sorted(snapshot.paths) : std::vector<std::string>(),
          by.tags ? sorted(snapshot.tags) : std::vector<std::string>()};
}

/// One of the rules that count hours, days and so on, while it goes from the newest snapshot to the oldest.
class Counter {
 public:
  /// `unit` is nullptr where each snapshot counts.
  Counter(std::string name, const KeepRule& rule, std::int64_t CalendarUnits::* unit)
      : name_(std::move(name)), rule_(rule), left_(rule.count), unit_(unit) {}

  /// The oldest of all is kept too while not all are found: the history gets as long as it can.
  std::optional<std::string> reason_to_keep(const CalendarUnits& units, std::int64_t number, bool is_oldest) {
    if (left_ == 0) return std::nullopt;
    const std::int64_t value = unit_ == nullptr ? number : units.*unit_;
    const bool is_new = value != counted_;
    if (!is_new && !is_oldest) return std::nullopt;
    counted_ = value;
    if (left_ > 0) --left_;
    return (is_new ? "" : "oldest ") + name_ + " snapshot";
  }

  std::optional<std::string> reason_within(const CalendarUnits& units, bool is_within, bool is_oldest) {
    if (rule_.within.is_zero() || unit_ == nullptr || !is_within) return std::nullopt;
    const std::int64_t value = units.*unit_;
    const bool is_new = value != counted_within_;
    if (!is_new && !is_oldest) return std::nullopt;
    counted_within_ = value;
    return (is_new ? "" : "oldest ") + name_ + " within " + to_string(rule_.within);
  }

  const CalendarSpan& within() const { return rule_.within; }

 private:
  static constexpr std::int64_t none = -1;

  std::string name_;
  KeepRule rule_;
  int left_;
  std::int64_t CalendarUnits::* unit_;
  std::int64_t counted_ = none;
  std::int64_t counted_within_ = none;
};

/// Asks the rules about the snapshots of a group, newest first, as restic does (its internal/data/snapshot_policy.go).
class Rules {
 public:
  Rules(const KeepPolicy& policy, const Members& members)
      : policy_(policy),
        newest_(*members.front()),
        counters_{{{"last", policy.last, nullptr},
                   {"hourly", policy.hourly, &CalendarUnits::hour},
                   {"daily", policy.daily, &CalendarUnits::day},
                   {"weekly", policy.weekly, &CalendarUnits::week},
                   {"monthly", policy.monthly, &CalendarUnits::month},
                   {"yearly", policy.yearly, &CalendarUnits::year}}} {}

  std::vector<std::string> reasons_to_keep(const SnapshotFacts& snapshot, bool is_oldest) {
    std::vector<std::string> reasons;
    const auto add = [&](std::optional<std::string> reason) {
      if (reason) reasons.push_back(*std::move(reason));
    };
    for (const auto& tags : policy_.tags) {
      if (has_tags(snapshot, tags)) reasons.push_back("has tags " + joined(tags));
    }
    const CalendarSpan& within = policy_.last.within;
    if (!within.is_zero() && is_within(snapshot, within)) reasons.push_back("within " + to_string(within));
    const CalendarUnits units = calendar_units(snapshot.claimed_at, snapshot.ahead_of_utc);
    for (Counter& counter : counters_) add(counter.reason_to_keep(units, asked_, is_oldest));
    for (Counter& counter : counters_) {
      add(counter.reason_within(units, is_within(snapshot, counter.within()), is_oldest));
    }
    ++asked_;
    return reasons;
  }

 private:
  bool is_within(const SnapshotFacts& snapshot, const CalendarSpan& span) const {
    return snapshot.claimed_at > before(newest_.claimed_at, span, newest_.ahead_of_utc);
  }

  const KeepPolicy& policy_;
  const SnapshotFacts& newest_;
  std::array<Counter, 6> counters_;
  std::int64_t asked_ = 0;
};

Result<void> check_clock(const RetentionQuestion& question) {
  for (const SnapshotFacts& snapshot : question.snapshots) {
    if (question.trusted.contains(snapshot.id)) continue;
    for (const auto& seen : {snapshot.absent_at, snapshot.first_seen}) {
      if (seen && question.now < *seen - max_clock_difference) {
        return failure(ErrorCode::unavailable, "the clock says a time before what was already seen");
      }
    }
  }
  return {};
}

Result<GroupPlan> plan_group(const RetentionQuestion& question, Members members) {
  GroupPlan plan;
  std::sort(members.begin(), members.end(), [](const SnapshotFacts* one, const SnapshotFacts* other) {
    return std::tie(other->claimed_at, other->id) < std::tie(one->claimed_at, one->id);
  });
  std::erase_if(members, [&](const SnapshotFacts* snapshot) {
    const auto doubt = question.trusted.contains(snapshot->id) ? std::nullopt : doubt_about(*snapshot, question.now);
    if (doubt) plan.set_aside.push_back({snapshot->id, *doubt});
    return doubt.has_value();
  });
  if (members.empty()) return plan;
  Rules rules(question.policy, members);
  for (const SnapshotFacts* snapshot : members) {
    std::vector<std::string> reasons = rules.reasons_to_keep(*snapshot, snapshot == members.back());
    if (question.pinned.contains(snapshot->id)) reasons.emplace_back("pinned");
    if (reasons.empty()) {
      plan.forget.push_back(snapshot->id);
    } else {
      plan.keep.push_back({snapshot->id, std::move(reasons)});
    }
  }
  if (plan.keep.empty()) return failure(ErrorCode::invalid_input, "the policy keeps no snapshot of a group");
  return plan;
}

}  // namespace

std::optional<Doubt> doubt_about(const SnapshotFacts& snapshot, Instant now) {
  const Instant came_before = std::min(now, snapshot.first_seen.value_or(now));
  if (snapshot.claimed_at > came_before + max_clock_difference) return Doubt::in_the_future;
  if (snapshot.absent_at && snapshot.claimed_at < *snapshot.absent_at - max_clock_difference - max_backup_duration) {
    return Doubt::back_dated;
  }
  return std::nullopt;
}

Result<std::vector<GroupPlan>> plan_retention(const RetentionQuestion& question) {
  if (question.policy == KeepPolicy()) return failure(ErrorCode::invalid_input, "the policy keeps nothing");
  TRY(check_clock(question));
  std::map<GroupKey, Members> groups;
  for (const SnapshotFacts& snapshot : question.snapshots) {
    groups[key_of(snapshot, question.group_by)].push_back(&snapshot);
  }
  std::vector<GroupPlan> plans;
  for (auto& [key, members] : groups) {
    GroupPlan plan = TRY(plan_group(question, std::move(members)));
    std::tie(plan.host, plan.paths, plan.tags) = key;
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace digue::backup
