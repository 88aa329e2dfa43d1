#include <fmt/core.h>

#include <array>
#include <map>
#include <set>

#include "apps/digue/prune_words.h"
#include "apps/digue/repository_session.h"
#include "apps/digue/snapshot_words.h"
#include "backup/retention.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

using repository::LoadedSnapshot;
using repository::SnapshotId;
using ById = std::map<SnapshotId, const LoadedSnapshot*>;

Result<backup::KeepRule> keep_rule(std::int64_t count, const std::string& within) {
  if (count < backup::KeepRule::unlimited || count > 1'000'000) return failure(ErrorCode::invalid_input, "no count");
  backup::KeepRule rule{static_cast<int>(count), {}};
  if (!within.empty()) rule.within = TRY(backup::parse_calendar_span(within));
  return rule;
}

Result<backup::KeepPolicy> keep_policy(const RepositoryWords& words) {
  backup::KeepPolicy policy;
  policy.last = TRY(keep_rule(words.keep_last, words.keep_within));
  policy.hourly = TRY(keep_rule(words.keep_hourly, words.keep_within_hourly));
  policy.daily = TRY(keep_rule(words.keep_daily, words.keep_within_daily));
  policy.weekly = TRY(keep_rule(words.keep_weekly, words.keep_within_weekly));
  policy.monthly = TRY(keep_rule(words.keep_monthly, words.keep_within_monthly));
  policy.yearly = TRY(keep_rule(words.keep_yearly, words.keep_within_yearly));
  for (const std::string& list : words.keep_tags) {
    std::vector<std::string>& wanted = policy.tags.emplace_back();
    for (const std::string_view tag : split(list, ',')) wanted.emplace_back(tag);
  }
  return policy;
}

Result<backup::GroupBy> group_by(std::string_view text) {
  backup::GroupBy by{false, false, false};
  if (text.empty()) return by;
  for (const std::string_view word : split(text, ',')) {
    if (word == "host" || word == "hosts") {
      by.host = true;
    } else if (word == "path" || word == "paths") {
      by.paths = true;
    } else if (word == "tag" || word == "tags") {
      by.tags = true;
    } else {
      return failure(ErrorCode::invalid_input, "no such group");
    }
  }
  return by;
}

/// When it came, nobody who writes can say: where the place has a clock of its own, that clock tells.
backup::SnapshotFacts facts_of(const LoadedSnapshot& loaded) {
  const repository::Snapshot& snapshot = loaded.snapshot;
  return {.id = loaded.id,
          .claimed_at = to_instant(snapshot.time),
          .ahead_of_utc = std::chrono::seconds(snapshot.time.utc_offset_seconds),
          .absent_at = loaded.stored_at,
          .first_seen = loaded.stored_at,
          .host = snapshot.hostname,
          .paths = snapshot.paths,
          .tags = snapshot.tags};
}

json::Array lines_of(const std::vector<SnapshotId>& ids, const ById& by_id) {
  json::Array lines;
  for (const SnapshotId& id : ids) lines.push_back(snapshot_line(*by_id.at(id)));
  return lines;
}

/// restic's groups, and which snapshots are set aside and why.
json::Value group_line(const backup::GroupPlan& plan, const ById& by_id) {
  json::Array keep;
  json::Array reasons;
  for (const backup::Kept& kept : plan.keep) {
    const json::Value snapshot = snapshot_line(*by_id.at(kept.id));
    keep.push_back(snapshot);
    reasons.push_back(
        json::Object{{"snapshot", snapshot}, {"matches", json::Array(kept.reasons.begin(), kept.reasons.end())}});
  }
  json::Array set_aside;
  for (const backup::SetAside& aside : plan.set_aside) {
    set_aside.push_back(
        json::Object{{"snapshot", snapshot_line(*by_id.at(aside.id))},
                     {"doubt", aside.doubt == backup::Doubt::in_the_future ? "in_the_future" : "back_dated"}});
  }
  return json::Object{{"tags", json::Array(plan.tags.begin(), plan.tags.end())},
                      {"host", plan.host},
                      {"paths", json::Array(plan.paths.begin(), plan.paths.end())},
                      {"keep", std::move(keep)},
                      {"remove", lines_of(plan.forget, by_id)},
                      {"reasons", std::move(reasons)},
                      {"set_aside", std::move(set_aside)}};
}

void say_plans(const Context& context, const std::vector<backup::GroupPlan>& plans, const ById& by_id) {
  if (context.invocation.json) {
    json::Array lines;
    for (const backup::GroupPlan& plan : plans) lines.push_back(group_line(plan, by_id));
    return context.screen.raw(json::to_line(std::move(lines)));
  }
  if (context.invocation.repository.quiet) return;
  for (const backup::GroupPlan& plan : plans) {
    for (const backup::SetAside& aside : plan.set_aside) {
      const bool is_future = aside.doubt == backup::Doubt::in_the_future;
      context.screen.say(
          context.texts.say(is_future ? "forget.in_the_future" : "forget.back_dated", {{"id", aside.id.short_hex()}}),
          Tone::doubt);
    }
    for (const backup::Kept& kept : plan.keep) context.screen.raw("= " + kept.id.short_hex());
    for (const SnapshotId& id : plan.forget) context.screen.raw("- " + id.short_hex());
  }
}

Result<std::vector<backup::GroupPlan>> plan(const Context& context, const backup::KeepPolicy& policy,
                                            const backup::GroupBy& by,
                                            const std::vector<const LoadedSnapshot*>& chosen) {
  backup::RetentionQuestion question;
  for (const LoadedSnapshot* loaded : chosen) question.snapshots.push_back(facts_of(*loaded));
  question.policy = policy;
  question.group_by = by;
  question.now = context.machine.clock().now();
  return backup::plan_retention(question);
}

/// Those that the person named go; the policy is not asked.
std::vector<backup::GroupPlan> plan_of_named(const std::vector<const LoadedSnapshot*>& named) {
  backup::GroupPlan plan;
  for (const LoadedSnapshot* loaded : named) plan.forget.push_back(loaded->id);
  return {std::move(plan)};
}

Result<void> forget(RepositorySession& session, const std::set<SnapshotId>& ids) {
  for (const SnapshotId& id : ids) {
    TRY(session.may_go_on());
    TRY(session.repository().store().remove({store::FileType::snapshot, repository::file_id(id)}));
  }
  return {};
}

Result<ExitCode> carry_out(const Context& context, RepositorySession& session,
                           const std::vector<backup::GroupPlan>& plans, const ById& by_id, backup::PruneOptions prune) {
  const RepositoryWords& words = context.invocation.repository;
  std::set<SnapshotId> ids;
  for (const backup::GroupPlan& plan : plans) ids.insert(plan.forget.begin(), plan.forget.end());
  if (!words.dry_run) TRY(forget(session, ids));
  say_plans(context, plans, by_id);
  if (!context.invocation.json && !words.quiet) {
    const std::string_view key = words.dry_run ? "forget.would_forget" : "forget.forgotten";
    context.screen.say(context.texts.say_count(key, static_cast<std::int64_t>(ids.size())));
  }
  if (!words.prunes) return ExitCode::fine;
  prune.without = std::move(ids);
  return prune_and_say(context, session, std::move(prune));
}

}  // namespace

Result<ExitCode> run_forget(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  const auto policy = keep_policy(words);
  const auto by = group_by(words.group_by);
  auto prune = prune_options(words);
  if (!policy || !by || !prune) return context.refuse("forget.no_policy", ExitCode::usage);
  const auto session = TRY(RepositorySession::open(context));
  TRY(session->lock(repository::LockKind::exclusive));
  const auto list = TRY(repository::load_snapshots(session->repository(), session->tools()));
  session->say_quarantined(list.quarantined);
  // What a stranger dropped, or what is broken: not the moment to throw something away.
  if (!list.quarantined.empty()) return context.refuse("forget.something_is_wrong", ExitCode::failed);

  ById by_id;
  for (const LoadedSnapshot& loaded : list.snapshots) by_id.emplace(loaded.id, &loaded);
  const auto chosen = TRY(chosen_snapshots(context, list));
  const bool are_named = !context.invocation.words.empty();
  const auto plans = are_named ? plan_of_named(chosen) : plan(context, *policy, *by, chosen);
  if (!plans) {
    const bool is_clock = plans.error().code == ErrorCode::unavailable;
    return context.refuse(is_clock ? "forget.clock_is_wrong" : "forget.keeps_nothing",
                          is_clock ? ExitCode::failed : ExitCode::usage);
  }
  return carry_out(context, *session, *plans, by_id, *std::move(prune));
}

}  // namespace digue::apps
