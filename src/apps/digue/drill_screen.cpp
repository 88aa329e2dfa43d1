#include "apps/digue/drill_screen.h"

#include <fmt/core.h>

#include "apps/digue/repository_session.h"
#include "json/write.h"
#include "machine/interrupt.h"

namespace digue::apps {

namespace {

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

}  // namespace

void DrillScreen::bytes_done(std::uint64_t bytes) {
  so_far_.bytes += bytes;
  line_.show(so_far_, errors_);
}

void DrillScreen::failed(const std::string& path, const Error& error) {
  ++errors_;
  if (context_.invocation.shows_names) line_.say_failure("restore.failed", "restore", path, error);
}

void DrillScreen::quarantined(const std::vector<repository::Quarantined>& files) { say_quarantined(context_, files); }

Result<void> DrillScreen::may_go_on() {
  if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
  return {};
}

void DrillScreen::show(const agent::DrillOutcome& outcome, Instant at) {
  clear();
  for (const agent::Trial& trial : outcome.trials) {
    if (context_.invocation.json) {
      json::Value line = json::Object{{"message_type", "trial"}};
      for (auto& [name, value] : agent::act_of_trial(trial, at).body) line.set(name, std::move(value));
      context_.screen.raw(json::to_line(line));
    } else {
      show(trial);
    }
  }
  if (context_.invocation.json) return;
  if (outcome.left_out) context_.screen.say(context_.texts.say("drill.left_out"), Tone::doubt);
  if (outcome.is_copy_left) context_.screen.say(context_.texts.say("drill.copy_left"), Tone::bad);
}

void DrillScreen::show(const agent::Trial& trial) {
  const texts::Texts& texts = context_.texts;
  const backup::Comparison& comparison = trial.restore.comparison;
  const auto reason = agent::reason_of_failure(trial);
  if (trial.scope != agent::Scope::databases) {
    const double seconds = std::chrono::duration<double>(trial.restore.restoring_took).count();
    const std::string key = fmt::format("drill.tried.{}", agent::name_of_scope(trial));
    context_.screen.say(texts.say(key, {{"number", fmt::format("{}", trial.slice.number + 1)},
                                        {"of", fmt::format("{}", trial.slice.of)},
                                        {"files", fmt::format("{}", comparison.files)},
                                        {"bytes", say_bytes(texts, comparison.bytes)},
                                        {"time", say_duration(texts, seconds)}}),
                        reason ? Tone::bad : Tone::plain);
    if (trial.sqlite_files > 0) {
      context_.screen.say(texts.say_count("drill.sqlite", signed_count(trial.sqlite_files)), Tone::plain, 2);
    }
    if (trial.documents_damaged > 0) {
      context_.screen.say(texts.say_count("drill.documents_damaged", signed_count(trial.documents_damaged)),
                          Tone::doubt, 2);
    }
  }
  for (const agent::TriedDatabase& database : trial.databases) show(database);
  if (reason) context_.screen.say(texts.say(fmt::format("drill.reason.{}", *reason)), Tone::bad, 2);
}

void DrillScreen::show(const agent::TriedDatabase& database) {
  const texts::Texts& texts = context_.texts;
  const Tone tone = database.outcome == agent::DatabaseOutcome::proven ? Tone::plain
                    : agent::is_failure(database.outcome)              ? Tone::bad
                                                                       : Tone::doubt;
  const std::string key = fmt::format("drill.database.{}", agent::name_of(database.outcome));
  context_.screen.say(texts.say(key, {{"id", database.id}}), tone);
  for (const auto& [subject, number] : database.answers) {
    context_.screen.say(
        texts.say(fmt::format("drill.answer.{}", plan::name_of(subject)), {{"count", fmt::format("{}", number)}}),
        Tone::plain, 2);
  }
}

}  // namespace digue::apps
