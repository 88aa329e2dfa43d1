#include <fmt/core.h>

#include "agent/retention_facts.h"
#include "apps/digue/forget_policy.h"
#include "apps/digue/forget_screen.h"
#include "apps/digue/prune_words.h"
#include "apps/digue/snapshot_look.h"
#include "apps/digue/snapshot_words.h"

namespace digue::apps {

namespace {

using agent::SnapshotHistory;
using agent::SnapshotIds;
using repository::LoadedSnapshot;
using repository::SnapshotId;
using Plans = std::vector<backup::GroupPlan>;

/// Copies keep their time and come later; and a clock that was wrong once saw some in what is still to come.
bool is_trusted_with_all(const backup::SnapshotFacts& facts, Instant now) {
  return backup::doubt_about(facts, now) == backup::Doubt::back_dated ||
         (facts.first_seen && *facts.first_seen > now + backup::max_clock_difference);
}

/// --trust-time: a person says that these claim the right time. One that claims a time to come must be named.
Result<SnapshotIds> newly_trusted(const std::vector<std::string>& names, const repository::SnapshotList& list,
                                  const backup::RetentionQuestion& question) {
  SnapshotIds ids;
  for (const std::string& name : names) {
    if (name != "all") {
      ids.insert(TRY(repository::find_snapshot(list, name))->id);
      continue;
    }
    for (const backup::SnapshotFacts& facts : question.snapshots) {
      if (is_trusted_with_all(facts, question.now)) ids.insert(facts.id);
    }
  }
  std::erase_if(ids, [&](const SnapshotId& id) { return question.trusted.contains(id); });
  return ids;
}

/// Those that the person named go; the policy is not asked.
Plans plan_of_named(const std::vector<const LoadedSnapshot*>& named) {
  backup::GroupPlan plan;
  for (const LoadedSnapshot* loaded : named) plan.forget.push_back(loaded->id);
  return {std::move(plan)};
}

/// One run of the command, once the snapshots are known.
class Forgetting {
 public:
  Forgetting(const Context& context, RepositorySession& session, const repository::SnapshotList& list,
             const std::optional<SnapshotHistory>& history)
      : context_(context), session_(session), list_(list), history_(history) {
    for (const LoadedSnapshot& loaded : list.snapshots) by_id_.emplace(loaded.id, &loaded);
    if (history) pinned_ = agent::last_proven(*history, list);
  }

  Result<ExitCode> run(const backup::KeepPolicy& policy, const backup::GroupBy& by, backup::PruneOptions prune) {
    const auto chosen = TRY(chosen_snapshots(context_, list_));
    if (!context_.invocation.words.empty()) return forget_named(chosen, std::move(prune));
    backup::RetentionQuestion question = TRY(ask(chosen));
    question.policy = policy;
    question.group_by = by;
    const auto plans = backup::plan_retention(question);
    if (plans) return carry_out(*plans, std::move(prune));
    const bool is_clock = plans.error().code == ErrorCode::unavailable;
    return context_.refuse(is_clock ? "forget.clock_is_wrong" : "forget.keeps_nothing",
                           is_clock ? ExitCode::failed : ExitCode::usage);
  }

 private:
  Result<backup::RetentionQuestion> ask(const std::vector<const LoadedSnapshot*>& chosen) {
    backup::RetentionQuestion question;
    for (const LoadedSnapshot* loaded : chosen) question.snapshots.push_back(agent::retention_facts(*loaded, history_));
    question.now = context_.machine.clock().now();
    question.pinned = pinned_;
    if (history_) question.trusted = history_->trusted;
    const SnapshotIds more = TRY(newly_trusted(context_.invocation.repository.trusted_times, list_, question));
    question.trusted.insert(more.begin(), more.end());
    if (!more.empty() && history_ && !context_.invocation.repository.dry_run) {
      journal::Journal journal = TRY(context_.open_journal());
      TRY(agent::note_trusted(journal, session_.repository().config().id, more, question.now));
    }
    return question;
  }

  Result<ExitCode> forget_named(const std::vector<const LoadedSnapshot*>& named, backup::PruneOptions prune) {
    for (const LoadedSnapshot* loaded : named) {
      if (!pinned_.contains(loaded->id)) continue;
      return context_.refuse("forget.is_proven", ExitCode::failed, {{"id", loaded->id.short_hex()}});
    }
    return carry_out(plan_of_named(named), std::move(prune));
  }

  Result<ExitCode> carry_out(const Plans& plans, backup::PruneOptions prune) {
    const RepositoryWords& words = context_.invocation.repository;
    SnapshotIds ids;
    for (const backup::GroupPlan& plan : plans) ids.insert(plan.forget.begin(), plan.forget.end());
    if (!words.dry_run) {
      TRY(agent::remove_snapshots(session_.repository(), ids, [this] { return session_.may_go_on(); }));
    }
    say_plans(context_, plans, by_id_);
    if (!context_.invocation.json && !words.quiet) {
      const std::string_view key = words.dry_run ? "forget.would_forget" : "forget.forgotten";
      context_.screen.say(context_.texts.say_count(key, static_cast<std::int64_t>(ids.size())));
    }
    if (!words.prunes) return ExitCode::fine;
    prune.without = std::move(ids);
    return prune_and_say(context_, session_, std::move(prune));
  }

  const Context& context_;
  RepositorySession& session_;
  const repository::SnapshotList& list_;
  const std::optional<SnapshotHistory>& history_;
  SnapshotsById by_id_;
  SnapshotIds pinned_;
};

}  // namespace

Result<ExitCode> run_forget(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  const auto policy = keep_policy(words);
  const auto by = group_by(words.group_by);
  auto prune = prune_options(words);
  const bool says_what = !context.invocation.words.empty() || (policy && *policy != backup::KeepPolicy());
  if (!policy || !by || !prune || !says_what) return context.refuse("forget.no_policy", ExitCode::usage);
  const auto session = TRY(RepositorySession::open(context));
  TRY(session->lock(repository::LockKind::exclusive));
  const auto list = TRY(repository::load_snapshots(session->repository(), session->tools()));
  session->say_quarantined(list.quarantined);
  // What a stranger dropped, or what is broken: not the moment to throw something away.
  if (!list.quarantined.empty()) return context.refuse("forget.something_is_wrong", ExitCode::failed);

  const auto history = look_at_snapshots(context, *session, list);
  if (!history) {
    const ErrorCode error = history.error().code;
    return context.refuse(fmt::format("error.{}", name_of(error)), exit_code_of(error));
  }
  if (*history && (*history)->was_cut_off) return context.refuse("forget.journal_changed", ExitCode::damaged);
  if (!*history) context.warn("forget.no_journal");
  return Forgetting(context, *session, list, *history).run(*policy, *by, *std::move(prune));
}

}  // namespace digue::apps
