#include "apps/digue/database_words.h"

#include <fmt/core.h>

#include <algorithm>

#include "apps/digue/plan_words.h"
#include "base/text.h"

namespace digue::apps {

namespace {

using Refused = std::unexpected<UsageError>;

Refused refused(std::string_view key, std::string_view word) {
  return Refused(UsageError{std::string(key), std::string(word)});
}

struct Named {
  std::string_view name;
  plan::Subject subject;
};

/// In French, and as in the file.
constexpr std::array subjects = {Named{"agenda", plan::Subject::agenda}, Named{"paiements", plan::Subject::payments},
                                 Named{"payments", plan::Subject::payments},
                                 Named{"historique", plan::Subject::history}, Named{"history", plan::Subject::history}};

std::optional<plan::Engine> engine_named(std::string_view name) {
  for (const plan::Engine engine : {plan::Engine::postgresql, plan::Engine::mariadb, plan::Engine::sqlite}) {
    if (plan::name_of(engine) == name) return engine;
  }
  return std::nullopt;
}

/// "agenda:SELECT count(*) FROM rdv"
std::expected<plan::Question, UsageError> described_question(const std::string& word) {
  const std::size_t colon = word.find(':');
  const auto found = std::ranges::find(subjects, std::string_view(word).substr(0, colon), &Named::name);
  if (found == subjects.end()) return refused("plan.which_subject", word);
  const std::string_view sql = colon == std::string::npos ? "" : trim(std::string_view(word).substr(colon + 1));
  if (sql.empty()) return refused("plan.no_question", word);
  return plan::Question{found->subject, std::string(sql)};
}

}  // namespace

std::expected<plan::Database, UsageError> described_database(const Context& context, const std::string& word) {
  const PlanWords& words = context.invocation.plan;
  const std::size_t colon = word.find(':');
  const auto engine = engine_named(std::string_view(word).substr(0, colon));
  if (!engine || colon == std::string::npos) return refused("plan.which_engine", word);
  plan::Database database;
  database.engine = *engine;
  database.name = word.substr(colon + 1);
  if (database.name.empty()) return refused("plan.which_engine", word);
  if (*engine == plan::Engine::sqlite) {
    const auto path = context.file_tree.absolute(database.name);
    if (!path) return refused("plan.no_sqlite", database.name);
    database.name = *path;
  }
  database.host = words.host;
  database.user = words.user;
  database.password_file = words.password_file;
  if (!words.port.empty()) {
    const auto port = parse_integer(words.port);
    if (!port || *port < 1 || *port > 65'535) return refused("plan.no_port", words.port);
    database.port = static_cast<int>(*port);
  }
  for (const std::string& text : words.questions) {
    auto question = described_question(text);
    if (!question) return std::unexpected(question.error());
    database.questions.push_back(*std::move(question));
  }
  return database;
}

std::string say_database(const plan::Database& database) {
  return fmt::format("{}:{}", plan::name_of(database.engine), printable(database.name));
}

void number_database(const plan::Plans& plans, plan::Database& database) {
  std::vector<std::string> taken;
  for (const plan::Plan& plan : plans.plans) {
    for (const plan::Database& known : plan.databases) taken.push_back(known.id);
  }
  database.id = plan::free_id("database", taken);
}

void try_database(const Context& context, const plan::Database& database) {
  // What only the service is handed, this program cannot try.
  if (!database.password_file.empty() && !database.password_file.starts_with('/')) return;
  const auto answers = agent::try_to_copy(database, database_access(context));
  if (answers) return;
  const std::string reason = context.texts.say(fmt::format("database.failed.{}", name_of(answers.error().code)));
  context.warn("plan.database.silent", {{"name", say_database(database)}, {"reason", reason}});
}

std::optional<ExitCode> refuse_nonsense(const Context& context, const plan::Plans& plans) {
  const auto read_back = plan::read_plans(plan::write_plans(plans));
  if (read_back) return std::nullopt;
  const plan::PlanFault& fault = read_back.error();
  const std::string key = fmt::format("plan.fault.{}", fault.kind);
  return context.refuse("plan.no_sense", ExitCode::usage,
                        {{"fault", context.texts.say(key, {{"word", printable(fault.word)}})}});
}

Result<ExitCode> write_changed_plans(const Context& context, const plan::Plans& plans) {
  if (const auto refused = refuse_nonsense(context, plans)) return *refused;
  TRY(agent::save_plans(context.state_folder, plans));
  return ExitCode::fine;
}

Result<std::optional<plan::Plans>> plans_to_change(const Context& context) {
  agent::PlanFile file = TRY(agent::load_plans(context.state_folder));
  if (!file.fault) return std::move(file.plans);
  context.refuse("plan.fix_first", ExitCode::failed, {{"fault", say_fault(context, *file.fault)}});
  return std::nullopt;
}

}  // namespace digue::apps
