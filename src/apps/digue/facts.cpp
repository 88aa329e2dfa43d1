#include <fmt/core.h>

#include <algorithm>

#include "agent/finding_json.h"
#include "apps/digue/command.h"
#include "apps/digue/place_session.h"
#include "apps/digue/table.h"
#include "json/write.h"

namespace digue::apps {

namespace {

Result<posture::FactTables> facts_now(const Context& context) {
  journal::Journal journal = TRY(context.read_journal_if_any());
  agent::Agent agent = agent_with_places(context, journal);
  return agent.facts(context.invocation.shows_names ? posture::Names::shown : posture::Names::stand_ins);
}

void say_answer(const Context& context, const std::string& name, const posture::AnswerTable& answer) {
  if (!context.invocation.json) {
    if (!name.empty()) context.screen.say(name, Tone::strong);
    return say_table(context.screen, answer, context.texts.say("table.empty"));
  }
  json::Value line = agent::to_json(answer);
  line.set("message_type", name.empty() ? "answer" : "table");
  if (!name.empty()) line.set("table", name);
  context.screen.raw(json::to_line(line));
}

}  // namespace

Result<ExitCode> run_facts(const Context& context) {
  posture::FactTables facts = TRY(facts_now(context));
  std::vector<std::string> tables = TRY(facts.tables());
  if (!context.invocation.words.empty()) {
    const std::string& asked = context.invocation.words.front();
    if (std::ranges::find(tables, asked) == tables.end()) {
      return context.refuse("facts.unknown_table", ExitCode::usage, {{"table", asked}});
    }
    tables = {asked};
  }
  for (const std::string& table : tables) {
    say_answer(context, table, TRY(posture::ask_rows(facts, fmt::format("SELECT * FROM \"{}\"", table))));
  }
  return ExitCode::fine;
}

Result<ExitCode> run_sql(const Context& context) {
  posture::FactTables facts = TRY(facts_now(context));
  const auto answer = posture::ask_rows(facts, context.invocation.words.front());
  if (!answer) return context.refuse("sql.refused", ExitCode::usage, {{"detail", answer.error().detail}});
  say_answer(context, "", *answer);
  return ExitCode::fine;
}

}  // namespace digue::apps
