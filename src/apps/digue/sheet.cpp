#include "agent/check_words.h"
#include "agent/practice_sheets.h"
#include "apps/digue/place_session.h"
#include "apps/digue/sheet_files.h"
#include "base/text.h"
#include "json/write.h"
#include "machine/identity.h"

namespace digue::apps {

namespace {

/// Writes them and says where. Nothing, and it is said, where a file is in the way.
Result<std::optional<ExitCode>> refuse_or_write(const Context& context, const std::vector<NamedSheet>& sheets,
                                                std::string_view sentence) {
  const std::string folder = TRY(context.file_tree.absolute(context.invocation.out));
  const Result<std::vector<std::string>> names = write_sheets(context, folder, sheets);
  if (!names && names.error().code == ErrorCode::already_exists)
    return context.refuse("sheet.file_there", ExitCode::usage);
  if (!names && names.error().code == ErrorCode::not_found) return context.refuse("sheet.no_folder", ExitCode::usage);
  if (!names) return std::unexpected(names.error());
  if (!context.invocation.json) context.screen.say(context.texts.say(sentence, {{"folder", folder}}));
  for (const std::string& name : *names) {
    if (context.invocation.json) {
      context.screen.raw(json::to_line(json::Object{{"message_type", "sheet"}, {"file", folder + "/" + name}}));
    } else {
      context.screen.raw("  " + name);
    }
  }
  return std::nullopt;
}

/// What the sheets lack, each with what to do.
ExitCode say_missing(const Context& context, const std::vector<agent::MissingFact>& missing) {
  for (const agent::MissingFact& fact : missing) {
    const std::string key = "sheet.missing." + std::string(fact.what);
    if (context.invocation.json) {
      context.screen.raw(json::to_line(
          json::Object{{"message_type", "missing"}, {"what", std::string(fact.what)}, {"name", fact.name}}));
    } else {
      context.screen.say(context.texts.say(key, {{"name", printable(fact.name)}}), Tone::doubt, 2);
    }
  }
  return missing.empty() ? ExitCode::fine : ExitCode::partial;
}

agent::SheetHead head_of(const Context& context, const plan::Plans& plans) {
  const machine::Clock& clock = context.machine.clock();
  const Instant now = clock.now();
  const Day today = std::chrono::floor<std::chrono::days>(now + clock.ahead_of_utc(now));
  return {plans.practice.empty() ? context.texts.say("sheet.practice_unnamed") : plans.practice, today, false};
}

}  // namespace

/// The sheets of an invented practice.
Result<ExitCode> run_sheet(const Context& context) {
  const Invocation& invocation = context.invocation;
  if (!invocation.is_demonstration || invocation.out.empty()) return context.refuse("sheet.which", ExitCode::usage);
  return TRY(refuse_or_write(context, TRY(demo_sheets(context)), "sheet.written.demo")).value_or(ExitCode::fine);
}

Result<ExitCode> run_sheet_rescue(const Context& context) {
  if (context.invocation.out.empty()) return context.refuse("sheet.out", ExitCode::usage);
  const plan::Plans plans = TRY(plans_now(context));
  const auto facts = agent::rescue_facts(context.texts, plans, machine::this_process().host);
  std::vector<NamedSheet> sheets;
  sheets.push_back({"fiche-de-secours", agent::rescue_sheet(context.texts, head_of(context, plans), facts)});
  if (const auto refused = TRY(refuse_or_write(context, sheets, "sheet.written.rescue"))) return *refused;
  return say_missing(context, agent::missing_facts(plans));
}

Result<ExitCode> run_sheet_key(const Context& context) {
  if (context.invocation.out.empty()) return context.refuse("sheet.out", ExitCode::usage);
  const plan::Plans plans = TRY(plans_now(context));
  const paper::CheckWords words = TRY(agent::load_check_words(context.content));
  const Result<agent::PracticeKey> key = agent::practice_key(plans, place_tools(context));
  if (!key && key.error().code == ErrorCode::not_found) return context.refuse("key.no_place", ExitCode::failed);
  if (!key) return std::unexpected(key.error());
  Result<paper::Document> sheet = agent::key_sheet(context.texts, words, head_of(context, plans), key->password,
                                                   key->repositories, key->has_server);
  if (!sheet && sheet.error().code == ErrorCode::invalid_input)
    return context.refuse("key.not_for_paper", ExitCode::failed);
  paper::Document document = TRY(std::move(sheet));
  // Opened before anything is written: a sheet that nobody knows of would never be asked for.
  journal::Journal journal = TRY(context.open_journal());
  std::vector<NamedSheet> sheets;
  sheets.push_back({"la-cle", std::move(document)});
  if (const auto refused = TRY(refuse_or_write(context, sheets, "sheet.written.key"))) return *refused;
  TRY(journal.append(agent::act_of_printed_key(key->keys, context.machine.clock().now())));
  const ExitCode code = say_missing(context, key->missing);
  if (!context.invocation.json) context.screen.say(context.texts.say("sheet.key.next"), Tone::strong);
  return code;
}

}  // namespace digue::apps
