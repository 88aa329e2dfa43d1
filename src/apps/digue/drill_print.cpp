#include "apps/digue/drill_print.h"

#include "agent/proof_facts.h"
#include "apps/digue/plan_words.h"
#include "apps/digue/sheet_files.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

Result<ExitCode> print_proofs(const Context& context) {
  const plan::Plans plans = TRY(plans_and_warn(context));
  const auto wanted = named_plans(plans, context.invocation.words);
  if (!wanted) {
    return context.refuse("plan.not_found", ExitCode::usage, {{"word", printable(wanted.error().detail)}});
  }
  journal::Journal journal = TRY(context.read_journal_if_any());
  const agent::Proofs proofs = TRY(agent::read_proofs(journal, plans));
  const machine::Clock& clock = context.machine.clock();
  const Instant now = clock.now();
  const auto ahead = clock.ahead_of_utc(now);
  const std::string practice = plans.practice.empty() ? context.texts.say("drill.practice") : plans.practice;
  const agent::SheetHead head{practice, std::chrono::floor<std::chrono::days>(now + ahead), false};
  std::vector<NamedSheet> sheets;
  for (const plan::Plan* plan : *wanted) {
    const auto facts = agent::proof_facts(plans, *plan, proofs, ahead, context.texts);
    if (!facts) continue;
    // Ids name nobody, whoever sees the file.
    const std::string name = wanted->size() == 1 ? "preuve-de-restauration" : "preuve-de-restauration-" + plan->id;
    sheets.push_back({name, agent::proof_sheet(context.texts, head, *facts)});
  }
  if (sheets.empty()) return context.refuse("drill.nothing_to_print", ExitCode::not_proven);
  const std::string folder = TRY(context.file_tree.absolute(context.invocation.drill.print));
  const auto names = write_sheets(context, folder, sheets);
  if (!names && names.error().code == ErrorCode::already_exists) {
    return context.refuse("sheet.file_there", ExitCode::usage);
  }
  if (!names && names.error().code == ErrorCode::not_found) {
    return context.refuse("drill.no_folder_to_print", ExitCode::usage);
  }
  if (!names) return std::unexpected(names.error());
  if (!context.invocation.json) context.screen.say(context.texts.say("drill.printed", {{"folder", folder}}));
  for (const std::string& name : *names) {
    if (context.invocation.json) {
      context.screen.raw(json::to_line(json::Object{{"message_type", "sheet"}, {"file", folder + "/" + name}}));
    } else {
      context.screen.raw("  " + name);
    }
  }
  return ExitCode::fine;
}

}  // namespace digue::apps
