#include "apps/digue/prove_screen.h"

#include <fmt/core.h>

#include "apps/digue/repository_session.h"
#include "base/text.h"
#include "json/write.h"
#include "machine/interrupt.h"

namespace digue::apps {

namespace {

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

double seconds_of(std::chrono::milliseconds time) { return std::chrono::duration<double>(time).count(); }

json::Value proof_line(const Context& context, const agent::ExerciseOutcome& outcome) {
  const auto& [backup, restore, is_copy_left] = outcome;
  const backup::Comparison& comparison = restore.comparison;
  const auto reason = agent::reason_of_failure(backup, restore);
  json::Value differences = json::Object();
  for (const auto& [kind, count] : comparison.differences) {
    differences.set(std::string(backup::name_of(kind)), signed_count(count));
  }
  json::Value line = json::Object{{"message_type", "proof"},
                                  {"proven", !reason},
                                  {"reason", reason ? json::Value(*reason) : json::Value()},
                                  {"demonstration", backup.is_demonstration},
                                  {"snapshot_id", backup.snapshot.hex()},
                                  {"files", signed_count(comparison.files)},
                                  {"folders", signed_count(comparison.folders)},
                                  {"others", signed_count(comparison.others)},
                                  {"bytes", signed_count(comparison.bytes)},
                                  {"bytes_added", signed_count(backup.bytes_added)},
                                  {"unsaved", signed_count(backup.unsaved)},
                                  {"unrestored", signed_count(restore.unrestored)},
                                  {"differences", std::move(differences)},
                                  {"changed_meanwhile", signed_count(comparison.changed_meanwhile)},
                                  {"copy_left", is_copy_left},
                                  {"save_seconds", seconds_of(backup.took)},
                                  {"restore_seconds", seconds_of(restore.restoring_took)},
                                  {"compare_seconds", seconds_of(restore.comparing_took)}};
  if (context.invocation.shows_names) {
    json::Array named;
    for (const backup::FoundDifference& found : comparison.first) {
      named.push_back(json::Object{{"kind", backup::name_of(found.kind)}, {"item", found.path}});
    }
    line.set("named", std::move(named));
  }
  return line;
}

}  // namespace

void ProveScreen::begins(agent::ExerciseStage) {
  clear();
  so_far_ = {};
  line_.emplace(context_);
}

void ProveScreen::bytes_done(std::uint64_t bytes) {
  so_far_.bytes += bytes;
  line_->show(so_far_, errors_);
}

void ProveScreen::failed(agent::ExerciseStage stage, const std::string& path, const Error& error) {
  ++errors_;
  if (!context_.invocation.shows_names) return;
  const bool is_saving = stage == agent::ExerciseStage::saving;
  line_->say_failure(is_saving ? "backup.failed" : "restore.failed", is_saving ? "archival" : "restore", path, error);
}

void ProveScreen::quarantined(const std::vector<repository::Quarantined>& files) { say_quarantined(context_, files); }

Result<void> ProveScreen::may_go_on() {
  if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
  return {};
}

void ProveScreen::clear() {
  if (line_) line_->clear();
}

void ProveScreen::finish(const agent::ExerciseOutcome& outcome) {
  clear();
  if (context_.invocation.json) return context_.screen.raw(json::to_line(proof_line(context_, outcome)));
  say_saved(outcome.backup);
  say_compared(outcome.restore);
  if (outcome.is_copy_left) context_.screen.say(context_.texts.say("prove.copy_left"), Tone::bad);
  if (agent::reason_of_failure(outcome.backup, outcome.restore)) return;
  context_.screen.say(context_.texts.say("prove.proven"), Tone::good);
  if (outcome.backup.is_demonstration) context_.screen.say(context_.texts.say("prove.demonstration"), Tone::strong);
}

void ProveScreen::say_saved(const agent::SavedBackup& backup) {
  const texts::Texts& texts = context_.texts;
  context_.screen.say(texts.say("prove.saved", {{"files", fmt::format("{}", backup.files)},
                                                {"bytes", say_bytes(texts, backup.bytes)},
                                                {"added", say_bytes(texts, backup.bytes_added)},
                                                {"time", say_duration(texts, seconds_of(backup.took))},
                                                {"id", backup.snapshot.short_hex()}}));
  if (backup.unsaved > 0) {
    context_.screen.say(texts.say_count("prove.unsaved", signed_count(backup.unsaved)), Tone::bad);
  }
}

void ProveScreen::say_compared(const agent::TriedRestore& restore) {
  const texts::Texts& texts = context_.texts;
  const backup::Comparison& comparison = restore.comparison;
  context_.screen.say(
      texts.say("prove.compared", {{"files", fmt::format("{}", comparison.files)},
                                   {"folders", fmt::format("{}", comparison.folders)},
                                   {"others", fmt::format("{}", comparison.others)},
                                   {"restored", say_duration(texts, seconds_of(restore.restoring_took))},
                                   {"time", say_duration(texts, seconds_of(restore.comparing_took))}}));
  if (restore.unrestored > 0) {
    context_.screen.say(texts.say_count("prove.unrestored", signed_count(restore.unrestored)), Tone::bad);
  }
  say_differences(comparison);
}

void ProveScreen::say_differences(const backup::Comparison& comparison) {
  const texts::Texts& texts = context_.texts;
  for (const auto& [kind, count] : comparison.differences) {
    const std::string name = texts.say(fmt::format("prove.difference.{}", backup::name_of(kind)));
    context_.screen.say(fmt::format("{} : {}", name, count), Tone::bad, 2);
    if (!context_.invocation.shows_names) continue;
    for (const backup::FoundDifference& found : comparison.first) {
      if (found.kind == kind) context_.screen.say(printable(found.path), Tone::quiet, 4);
    }
  }
  if (comparison.changed_meanwhile > 0) {
    context_.screen.say(texts.say_count("prove.changed", signed_count(comparison.changed_meanwhile)));
  }
}

}  // namespace digue::apps
