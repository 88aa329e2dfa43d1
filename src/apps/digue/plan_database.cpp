#include <algorithm>

#include "apps/digue/database_words.h"
#include "base/text.h"

namespace digue::apps {

namespace {

ExitCode refuse_word(const Context& context, const UsageError& error) {
  return context.refuse(error.sentence, ExitCode::usage, {{"word", printable(error.word)}});
}

/// The plan with that name, of those that are to be changed.
plan::Plan* find_plan(plan::Plans& plans, const std::string& word) {
  const plan::Plan* found = plans.find_plan(word);
  return found == nullptr ? nullptr : &plans.plans[static_cast<std::size_t>(found - plans.plans.data())];
}

}  // namespace

Result<ExitCode> run_plan_database_add(const Context& context) {
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const std::vector<std::string>& words = context.invocation.words;
  plan::Plan* plan = find_plan(*plans, words.front());
  if (plan == nullptr) return refuse_word(context, {"plan.not_found", words.front()});
  if (words.size() != 2) return refuse_word(context, {"plan.which_engine", words.front()});
  auto database = described_database(context, words[1]);
  if (!database) return refuse_word(context, database.error());
  const bool is_there = std::ranges::any_of(plan->databases, [&](const plan::Database& known) {
    return known.engine == database->engine && known.name == database->name && known.host == database->host;
  });
  if (is_there) return refuse_word(context, {"plan.database.twice", words[1]});
  number_database(*plans, *database);
  plan->databases.push_back(*database);
  const ExitCode code = TRY(write_changed_plans(context, *plans));
  if (code != ExitCode::fine) return code;
  context.screen.say(context.texts.say("plan.database.added",
                                       {{"name", say_database(*database)}, {"id", database->id}, {"plan", plan->name}}),
                     Tone::good);
  try_database(context, *database);
  if (database->questions.empty()) context.warn("plan.database.no_question");
  return ExitCode::fine;
}

Result<ExitCode> run_plan_database_remove(const Context& context) {
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const std::string& word = context.invocation.words.front();
  for (plan::Plan& plan : plans->plans) {
    const auto found = std::ranges::find_if(plan.databases, [&](const plan::Database& database) {
      return database.id == word || say_database(database) == word;
    });
    if (found == plan.databases.end()) continue;
    const std::string name = say_database(*found);
    plan.databases.erase(found);
    const ExitCode code = TRY(write_changed_plans(context, *plans));
    if (code != ExitCode::fine) return code;
    context.screen.say(context.texts.say("plan.database.removed", {{"name", name}}));
    return ExitCode::fine;
  }
  return refuse_word(context, {"plan.database.unknown", word});
}

}  // namespace digue::apps
