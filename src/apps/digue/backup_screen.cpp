#include "apps/digue/backup_screen.h"

#include <fmt/core.h>

#include <cstdio>

#include "apps/digue/amounts.h"
#include "base/text.h"
#include "json/write.h"
#include "machine/interrupt.h"
#include "machine/terminal.h"

namespace digue::apps {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds line_every(200);
constexpr milliseconds json_every(1000);
constexpr milliseconds lock_every(1000);

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

json::Value summary_line(const backup::ArchiveOutcome& outcome, double seconds) {
  const repository::SnapshotSummary& summary = outcome.summary;
  json::Value line = json::Object{{"message_type", "summary"},
                                  {"files_new", signed_count(summary.files_new)},
                                  {"files_changed", signed_count(summary.files_changed)},
                                  {"files_unmodified", signed_count(summary.files_unmodified)},
                                  {"dirs_new", signed_count(summary.dirs_new)},
                                  {"dirs_changed", signed_count(summary.dirs_changed)},
                                  {"dirs_unmodified", signed_count(summary.dirs_unmodified)},
                                  {"data_blobs", signed_count(summary.data_blobs)},
                                  {"tree_blobs", signed_count(summary.tree_blobs)},
                                  {"data_added", signed_count(summary.data_added)},
                                  {"data_added_packed", signed_count(summary.data_added_packed)},
                                  {"total_files_processed", signed_count(summary.total_files_processed)},
                                  {"total_bytes_processed", signed_count(summary.total_bytes_processed)},
                                  {"total_duration", seconds},
                                  {"backup_start", to_rfc3339(to_instant(summary.backup_start))},
                                  {"backup_end", to_rfc3339(to_instant(summary.backup_end))}};
  if (outcome.snapshot) line.set("snapshot_id", outcome.snapshot->hex());
  return line;
}

}  // namespace

BackupScreen::BackupScreen(const Context& context, repository::Lock& lock,
                           const std::optional<repository::Snapshot>& parent)
    : context_(context),
      lock_(lock),
      shows_line_(!context.invocation.json && !context.invocation.repository.quiet && machine::output_is_terminal()),
      started_at_(context.sleeper.elapsed()),
      shown_at_(started_at_),
      lock_checked_at_(started_at_) {
  if (parent && parent->summary) {
    expected_files_ = parent->summary->total_files_processed;
    expected_bytes_ = parent->summary->total_bytes_processed;
  }
}

void BackupScreen::item_done(const backup::SavedItem& item) {
  if (!item.is_folder) ++files_;
  if (context_.invocation.repository.verbose && item.change != backup::Change::unchanged) {
    clear_line();
    const bool is_new = item.change == backup::Change::is_new;
    if (context_.invocation.json) {
      context_.screen.raw(json::to_line(json::Object{{"message_type", "verbose_status"},
                                                     {"action", is_new ? "new" : "modified"},
                                                     {"item", item.path},
                                                     {"data_size", signed_count(item.added.bytes)},
                                                     {"data_size_in_repo", signed_count(item.added.packed)}}));
    } else {
      context_.screen.raw(fmt::format("{} {}", is_new ? "+" : "M", printable(item.path)));
    }
  }
  show_progress();
}

void BackupScreen::bytes_done(std::uint64_t bytes) {
  bytes_ += bytes;
  show_progress();
}

void BackupScreen::failed(const std::string& path, const Error& error) {
  ++errors_;
  clear_line();
  if (context_.invocation.json) {
    fmt::print(stderr, "{}\n",
               json::to_line(json::Object{{"message_type", "error"},
                                          {"error", json::Object{{"message", error.detail}}},
                                          {"during", "archival"},
                                          {"item", path}}));
    return;
  }
  const std::string reason = context_.texts.say(fmt::format("backup.failed.{}", name_of(error.code)));
  fmt::print(stderr, "{}\n", context_.texts.say("backup.failed", {{"path", printable(path)}, {"reason", reason}}));
}

void BackupScreen::excluded(const std::string&) {}

Result<void> BackupScreen::may_go_on() {
  if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
  const std::unique_lock lock(lock_mutex_, std::try_to_lock);
  if (!lock) return {};  // another thread is at it
  const milliseconds now = context_.sleeper.elapsed();
  if (now - lock_checked_at_ < lock_every) return {};
  lock_checked_at_ = now;
  return lock_.keep();
}

double BackupScreen::seconds_since_start() const {
  return std::chrono::duration<double>(context_.sleeper.elapsed() - started_at_).count();
}

void BackupScreen::show_progress() {
  if (context_.invocation.repository.quiet) return;
  const milliseconds now = context_.sleeper.elapsed();
  if (now - shown_at_ < (context_.invocation.json ? json_every : line_every)) return;
  if (!context_.invocation.json && !shows_line_) return;
  shown_at_ = now;
  const Progress progress{files_, expected_files_, bytes_, expected_bytes_, seconds_since_start()};
  if (context_.invocation.json) {
    context_.screen.raw(json::to_line(status_line(progress, errors_)));
    return;
  }
  fmt::print("\r\x1b[K{}", say_progress(context_.texts, progress));
  std::fflush(stdout);
}

void BackupScreen::clear_line() {
  if (shows_line_) fmt::print("\r\x1b[K");
}

void BackupScreen::finish(const backup::ArchiveOutcome& outcome) {
  clear_line();
  const double seconds = seconds_since_start();
  if (context_.invocation.json) return context_.screen.raw(json::to_line(summary_line(outcome, seconds)));
  if (context_.invocation.repository.quiet) return;
  const texts::Texts& texts = context_.texts;
  const repository::SnapshotSummary& summary = outcome.summary;
  context_.screen.say(texts.say("backup.files", {{"new", fmt::format("{}", summary.files_new)},
                                                 {"changed", fmt::format("{}", summary.files_changed)},
                                                 {"unmodified", fmt::format("{}", summary.files_unmodified)}}));
  context_.screen.say(texts.say("backup.amount", {{"total", say_bytes(texts, summary.total_bytes_processed)},
                                                  {"added", say_bytes(texts, summary.data_added_packed)},
                                                  {"time", say_duration(texts, seconds)}}));
  if (outcome.errors > 0)
    context_.screen.say(texts.say_count("backup.incomplete", signed_count(outcome.errors)), Tone::bad);
  if (outcome.snapshot) {
    context_.screen.say(texts.say("backup.saved", {{"id", outcome.snapshot->short_hex()}}), Tone::good);
  } else {
    context_.screen.say(texts.say("backup.nothing_new"));
  }
}

}  // namespace digue::apps
