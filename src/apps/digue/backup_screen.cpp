#include "apps/digue/backup_screen.h"

#include <fmt/core.h>

#include "apps/digue/snapshot_words.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

json::Value summary_line(const backup::ArchiveOutcome& outcome, double seconds, bool is_rehearsal) {
  json::Value line = json::Object{{"message_type", "summary"}};
  for (auto& [name, value] : summary_members(outcome.summary)) line.set(name, std::move(value));
  line.set("total_duration", seconds);
  if (is_rehearsal) line.set("dry_run", true);
  if (outcome.snapshot) line.set("snapshot_id", outcome.snapshot->hex());
  return line;
}

}  // namespace

BackupScreen::BackupScreen(const Context& context, RepositorySession& session,
                           const std::optional<repository::Snapshot>& parent)
    : context_(context), session_(session), line_(context) {
  if (parent && parent->summary) {
    so_far_.expected_files = parent->summary->total_files_processed;
    so_far_.expected_bytes = parent->summary->total_bytes_processed;
  }
}

void BackupScreen::item_done(const backup::SavedItem& item) {
  if (!item.is_folder) ++so_far_.files;
  if (context_.invocation.repository.verbose && item.change != backup::Change::unchanged) {
    line_.clear();
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
  line_.show(so_far_, errors_);
}

void BackupScreen::bytes_done(std::uint64_t bytes) {
  so_far_.bytes += bytes;
  line_.show(so_far_, errors_);
}

void BackupScreen::failed(const std::string& path, const Error& error) {
  ++errors_;
  line_.say_failure("backup.failed", "archival", path, error);
}

void BackupScreen::excluded(const std::string&) {}

Result<void> BackupScreen::may_go_on() { return session_.may_go_on(); }

void BackupScreen::finish(const backup::ArchiveOutcome& outcome) {
  line_.clear();
  const double seconds = line_.seconds_since_start();
  if (context_.invocation.json)
    return context_.screen.raw(json::to_line(summary_line(outcome, seconds, context_.invocation.repository.dry_run)));
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
  if (context_.invocation.repository.dry_run) {
    context_.screen.say(texts.say("backup.dry_run"));
  } else if (outcome.snapshot) {
    context_.screen.say(texts.say("backup.saved", {{"id", outcome.snapshot->short_hex()}}), Tone::good);
  } else {
    context_.screen.say(texts.say("backup.nothing_new"));
  }
}

}  // namespace digue::apps
