#include "backup/check.h"

#include <fmt/core.h>

#include <cstdio>

#include "apps/digue/amounts.h"
#include "apps/digue/repository_session.h"
#include "base/text.h"
#include "json/write.h"
#include "machine/terminal.h"

namespace digue::apps {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds line_every(200);

/// Names each finding as it comes, and tells how far the reading is.
class CheckScreen final : public backup::CheckObserver {
 public:
  CheckScreen(const Context& context, RepositorySession& session)
      : context_(context),
        session_(session),
        shows_line_(!context.invocation.json && !context.invocation.repository.quiet && machine::output_is_terminal()),
        started_at_(context.sleeper.elapsed()),
        shown_at_(started_at_) {}

  void found(const backup::Finding& finding) override {
    const bool is_hint = backup::is_hint(finding.fault);
    if (is_hint && !context_.invocation.repository.verbose) return;
    clear_line();
    const std::string sentence =
        context_.texts.say(fmt::format("check.fault.{}", name_of(finding.fault)), {{"item", printable(finding.item)}});
    if (!context_.invocation.json) return fmt::print(stderr, "{}\n", sentence);
    fmt::print(stderr, "{}\n",
               json::to_line(json::Object{{"message_type", is_hint ? "hint" : "error"},
                                          {"message", sentence},
                                          {"fault", name_of(finding.fault)},
                                          {"item", finding.item},
                                          {"detail", finding.detail}}));
  }

  void bytes_expected(std::uint64_t bytes) override { progress_.expected_bytes = bytes; }

  void bytes_read(std::uint64_t bytes) override {
    progress_.bytes += bytes;
    const milliseconds now = context_.sleeper.elapsed();
    if (!shows_line_ || now - shown_at_ < line_every) return;
    shown_at_ = now;
    progress_.seconds = std::chrono::duration<double>(now - started_at_).count();
    fmt::print("\r\x1b[K{}", say_progress(context_.texts, progress_));
    std::fflush(stdout);
  }

  Result<void> may_go_on() override { return session_.may_go_on(); }

  void clear_line() const {
    if (shows_line_) fmt::print("\r\x1b[K");
  }

 private:
  const Context& context_;
  RepositorySession& session_;
  bool shows_line_;
  milliseconds started_at_;
  milliseconds shown_at_;
  Progress progress_;
};

json::Value summary_line(const backup::CheckOutcome& outcome) {
  json::Array broken;
  for (const repository::PackId& pack : outcome.broken_packs) broken.emplace_back(pack.hex());
  return json::Object{{"message_type", "summary"},
                      {"num_errors", static_cast<std::int64_t>(outcome.errors)},
                      {"broken_packs", std::move(broken)},
                      {"suggest_repair_index", outcome.suggests_index_repair},
                      {"suggest_prune", outcome.suggests_prune},
                      {"snapshots", static_cast<std::int64_t>(outcome.snapshots)},
                      {"packs", static_cast<std::int64_t>(outcome.packs)},
                      {"packs_read", static_cast<std::int64_t>(outcome.packs_read)},
                      {"bytes_read", static_cast<std::int64_t>(outcome.bytes_read)}};
}

void say_outcome(const Context& context, const backup::CheckOutcome& outcome) {
  const texts::Texts& texts = context.texts;
  if (context.invocation.json) return context.screen.raw(json::to_line(summary_line(outcome)));
  if (outcome.errors > 0) {
    return context.screen.say(texts.say_count("check.errors", static_cast<std::int64_t>(outcome.errors)), Tone::bad);
  }
  if (context.invocation.repository.quiet) return;
  context.screen.say(texts.say_count("check.snapshots", static_cast<std::int64_t>(outcome.snapshots)));
  if (outcome.packs_read > 0) {
    context.screen.say(texts.say("check.read", {{"bytes", say_bytes(texts, outcome.bytes_read)}}));
  }
  if (outcome.suggests_prune || outcome.suggests_index_repair) context.screen.say(texts.say("check.untidy"));
  context.screen.say(texts.say("check.fine"), Tone::good);
}

Result<backup::CheckOptions> check_options(const RepositoryWords& words) {
  backup::CheckOptions options;
  if (words.reads_data) options.reads = backup::ReadSubset{};
  if (!words.read_data_subset.empty()) options.reads = TRY(backup::parse_read_subset(words.read_data_subset));
  return options;
}

}  // namespace

Result<ExitCode> run_check(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  const auto options = check_options(words);
  if (!options) return context.refuse("check.no_subset", ExitCode::usage);
  const auto session = TRY(RepositorySession::open(context));
  // restic takes an exclusive lock. A shared one is enough: it keeps away whoever removes something, and beside a
  // backup, a check is right all the same. So a long check never holds up a backup, and junk among the locks never
  // holds up a check.
  if (!words.no_lock) TRY(session->lock(repository::LockKind::shared));
  Workers workers = Workers::for_this_computer();
  CheckScreen screen(context, *session);
  const auto outcome = TRY(backup::check(session->repository(), *options, screen, workers));
  screen.clear_line();
  say_outcome(context, outcome);
  return outcome.errors > 0 ? ExitCode::failed : ExitCode::fine;
}

}  // namespace digue::apps
