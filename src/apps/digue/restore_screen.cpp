#include "apps/digue/restore_screen.h"

#include <fmt/core.h>

#include "base/text.h"
#include "json/write.h"
#include "machine/interrupt.h"

namespace digue::apps {

namespace {

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

}  // namespace

RestoreScreen::RestoreScreen(const Context& context) : context_(context), line_(context) {}

void RestoreScreen::planned(std::uint64_t files, std::uint64_t bytes) {
  so_far_.expected_files = files;
  so_far_.expected_bytes = bytes;
}

void RestoreScreen::file_done(const std::string& name) {
  ++so_far_.files;
  if (context_.invocation.repository.verbose) {
    line_.clear();
    if (context_.invocation.json) {
      context_.screen.raw(
          json::to_line(json::Object{{"message_type", "verbose_status"}, {"action", "restored"}, {"item", name}}));
    } else {
      context_.screen.raw("+ " + printable(name));
    }
  }
  line_.show(so_far_, errors_);
}

void RestoreScreen::bytes_done(std::uint64_t bytes) {
  so_far_.bytes += bytes;
  line_.show(so_far_, errors_);
}

void RestoreScreen::failed(const std::string& path, const Error& error) {
  ++errors_;
  line_.say_failure("restore.failed", "restore", path, error);
}

Result<void> RestoreScreen::may_go_on() {
  if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
  return {};
}

void RestoreScreen::finish(const backup::RestoreOutcome& outcome) {
  line_.clear();
  const double seconds = line_.seconds_since_start();
  if (context_.invocation.json) {
    return context_.screen.raw(json::to_line(json::Object{{"message_type", "summary"},
                                                          {"seconds_elapsed", static_cast<std::int64_t>(seconds)},
                                                          {"total_files", signed_count(outcome.files)},
                                                          {"files_restored", signed_count(outcome.restored)},
                                                          {"files_skipped", signed_count(outcome.skipped)},
                                                          {"files_deleted", signed_count(outcome.deleted)},
                                                          {"total_bytes", signed_count(outcome.bytes)},
                                                          {"bytes_restored", signed_count(outcome.bytes_restored)},
                                                          {"repeats_left_out", signed_count(outcome.repeats_left_out)},
                                                          {"bytes_skipped", signed_count(outcome.bytes_skipped)},
                                                          {"error_count", signed_count(outcome.errors)}}));
  }
  const texts::Texts& texts = context_.texts;
  if (outcome.repeats_left_out > 0) context_.screen.say(texts.say("restore.repeats"), Tone::bad);
  if (outcome.errors > 0) {
    context_.screen.say(texts.say_count("restore.incomplete", signed_count(outcome.errors)), Tone::bad);
  }
  if (context_.invocation.repository.quiet) return;
  const bool is_rehearsal = context_.invocation.repository.dry_run;
  context_.screen.say(
      texts.say(is_rehearsal ? "restore.dry_run" : "restore.done", {{"restored", fmt::format("{}", outcome.restored)},
                                                                    {"files", fmt::format("{}", outcome.files)},
                                                                    {"bytes", say_bytes(texts, outcome.bytes_restored)},
                                                                    {"time", say_duration(texts, seconds)}}),
      outcome.errors == 0 && !is_rehearsal ? Tone::good : Tone::plain);
}

}  // namespace digue::apps
