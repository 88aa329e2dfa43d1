#include "backup/prune.h"

#include "apps/digue/amounts.h"
#include "apps/digue/prune_words.h"
#include "backup/exclude.h"
#include "json/write.h"

namespace digue::apps {

namespace {

json::Value line_of(const backup::Tally& tally) {
  return json::Object{{"blobs", static_cast<std::int64_t>(tally.blobs)},
                      {"bytes", static_cast<std::int64_t>(tally.bytes)}};
}

json::Value summary_line(const backup::PruneOutcome& outcome, bool is_rehearsal) {
  return json::Object{{"message_type", "summary"},
                      {"dry_run", is_rehearsal},
                      {"used", line_of(outcome.used)},
                      {"unused", line_of(outcome.unused)},
                      {"repacked", line_of(outcome.repacked)},
                      {"freed", line_of(outcome.freed)},
                      {"packs_kept", static_cast<std::int64_t>(outcome.packs_kept)},
                      {"packs_repacked", static_cast<std::int64_t>(outcome.packs_repacked)},
                      {"packs_removed", static_cast<std::int64_t>(outcome.packs_removed)},
                      {"packs_unindexed", static_cast<std::int64_t>(outcome.packs_unindexed)},
                      {"packs_missing", static_cast<std::int64_t>(outcome.packs_missing)},
                      {"unindexed_bytes", static_cast<std::int64_t>(outcome.unindexed_bytes)}};
}

}  // namespace

Result<backup::PruneOptions> prune_options(const RepositoryWords& words) {
  backup::PruneOptions options;
  options.max_unused = TRY(backup::parse_max_unused(words.max_unused));
  if (!words.max_repack_size.empty()) options.max_repack_bytes = TRY(backup::parse_size(words.max_repack_size));
  options.is_rehearsal = words.dry_run;
  return options;
}

Result<ExitCode> prune_and_say(const Context& context, RepositorySession& session, backup::PruneOptions options) {
  options.may_go_on = [&session] { return session.may_go_on(); };
  const auto outcome = backup::prune(session.repository(), options);
  if (!outcome && outcome.error().code == ErrorCode::damaged) {
    return context.refuse("prune.something_is_wrong", ExitCode::failed);
  }
  if (!outcome && outcome.error().code == ErrorCode::not_found) {
    return context.refuse("prune.no_snapshot", ExitCode::failed);
  }
  if (!outcome) return std::unexpected(outcome.error());
  if (context.invocation.json) {
    context.screen.raw(json::to_line(summary_line(*outcome, options.is_rehearsal)));
  } else if (!context.invocation.repository.quiet) {
    const std::string_view key = options.is_rehearsal ? "prune.would_free" : "prune.freed";
    const std::string freed = say_bytes(context.texts, outcome->freed.bytes + outcome->unindexed_bytes);
    const std::string kept = say_bytes(context.texts, outcome->used.bytes);
    context.screen.say(context.texts.say(key, {{"freed", freed}, {"kept", kept}}));
  }
  return ExitCode::fine;
}

Result<ExitCode> run_prune(const Context& context) {
  auto options = prune_options(context.invocation.repository);
  if (!options) return context.refuse("prune.no_amount", ExitCode::usage);
  const auto session = TRY(RepositorySession::open(context));
  TRY(session->lock(repository::LockKind::exclusive));
  return prune_and_say(context, *session, *std::move(options));
}

}  // namespace digue::apps
