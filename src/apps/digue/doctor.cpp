#include <fmt/core.h>

#include "apps/digue/command.h"
#include "json/write.h"
#include "posture/probe.h"

namespace digue::apps {

namespace {

void say_item(const Context& context, std::string_view name, const std::string& value) {
  if (context.invocation.json) {
    context.screen.raw(json::to_line(json::Object{{"message_type", "item"}, {"name", name}, {"value", value}}));
  } else {
    context.screen.raw(fmt::format("{:<24} {}", name, value));
  }
}

/// The state of the journal in words that name nobody.
std::string journal_health(const Context& context) {
  Result<journal::Journal> journal = context.read_journal();
  if (!journal) return std::string(name_of(journal.error().code));
  const Result<journal::Verification> verification = journal->verify();
  if (!verification) return std::string(name_of(verification.error().code));
  return fmt::format("{} entries, {} faults{}", verification->entries, verification->faults.size(),
                     verification->was_interrupted ? ", interrupted" : "");
}

Result<void> say_readings(const Context& context) {
  posture::FactTables facts = TRY(posture::collect(context.machine, context.content, posture::Names::stand_ins));
  const auto readings = TRY(posture::ask_rows(facts, "SELECT table_name, complete, reason FROM readings"));
  for (const database::Row& row : readings.rows) {
    const auto* reason = std::get_if<std::string>(&row[2]);
    say_item(context, fmt::format("reading.{}", std::get<std::string>(row[0])),
             reason == nullptr ? "complete" : *reason);
  }
  return {};
}

}  // namespace

/// What a person may send to somebody who helps: versions, states and reasons, and no word of the practice. In English,
/// because an engineer reads it.
Result<ExitCode> run_doctor(const Context& context) {
  say_item(context, "digue", DIGUE_VERSION);
  say_item(context, "system", std::string(machine::name_of(context.machine.system())));
  say_item(context, "now", to_rfc3339(context.machine.clock().now()));
  say_item(context, "rules", fmt::format("{}", context.rules.size()));
  say_item(context, "journal", journal_health(context));
  TRY(say_readings(context));
  return ExitCode::fine;
}

}  // namespace digue::apps
