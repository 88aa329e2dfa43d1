#include <fmt/core.h>

#include <algorithm>

#include "agent/practice_data/proposal.h"
#include "agent/records.h"
#include "apps/digue/database_words.h"
#include "apps/digue/plan_words.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

void say_found(const Context& context, const agent::Proposal& proposal) {
  for (const agent::FoundData& data : proposal.found) {
    if (context.invocation.json) {
      context.screen.raw(json::to_line(
          json::Object{{"message_type", "found"}, {"kind", agent::name_of(data.kind)}, {"path", data.path}}));
    } else {
      const std::string kind = context.texts.say(fmt::format("data.kind.{}", agent::name_of(data.kind)));
      context.screen.say(context.texts.say("plan.propose.found", {{"kind", kind}, {"path", printable(data.path)}}));
    }
  }
}

void say_proposal(const Context& context, const agent::Proposal& proposal, const std::string& plan) {
  if (context.invocation.json) {
    json::Array folders(proposal.folders.begin(), proposal.folders.end());
    json::Array databases;
    for (const plan::Database& database : proposal.databases) databases.emplace_back(say_database(database));
    return context.screen.raw(json::to_line(json::Object{{"message_type", "proposal"},
                                                         {"plan", plan},
                                                         {"folders", std::move(folders)},
                                                         {"databases", std::move(databases)}}));
  }
  context.screen.say(context.texts.say("plan.propose.title", {{"plan", plan}}), Tone::strong);
  for (const std::string& folder : proposal.folders) context.screen.say(printable(folder), Tone::plain, 2);
  for (const plan::Database& database : proposal.databases) {
    context.screen.say(say_database(database), Tone::plain, 2);
  }
}

/// What was proposed, added to the plan of that name; one is made if there is none.
plan::Plan& add_to_plan(plan::Plans& plans, const agent::Proposal& proposal, const std::string& name) {
  const plan::Plan* known = plans.find_plan(name);
  if (known == nullptr) {
    plan::Plan made;
    std::vector<std::string> taken;
    for (const plan::Plan& other : plans.plans) taken.push_back(other.id);
    made.id = plan::free_id("plan", taken);
    made.name = name;
    for (const plan::Place& place : plans.places) made.places.push_back(place.id);
    made.times.assign(default_times.begin(), default_times.end());
    plans.plans.push_back(std::move(made));
    known = &plans.plans.back();
  }
  plan::Plan& plan = plans.plans[static_cast<std::size_t>(known - plans.plans.data())];
  plan.folders.insert(plan.folders.end(), proposal.folders.begin(), proposal.folders.end());
  for (plan::Database database : proposal.databases) {
    number_database(plans, database);
    plan.databases.push_back(std::move(database));
  }
  return plan;
}

Result<ExitCode> accept(const Context& context, plan::Plans plans, const agent::Proposal& proposal,
                        const std::string& name) {
  const bool is_new = plans.find_plan(name) == nullptr;
  const plan::Plan& plan = add_to_plan(plans, proposal, name);
  if (const auto refused = refuse_nonsense(context, plans)) return *refused;
  if (is_new) {
    journal::Journal journal = TRY(context.open_journal());
    TRY(journal.append(agent::act_of_plan(plan.id, context.machine.clock().now())));
  }
  TRY(agent::save_plans(context.state_folder, plans));
  if (!context.invocation.json) {
    context.screen.say(context.texts.say("plan.propose.accepted", {{"plan", name}}), Tone::good);
  }
  if (plan.places.empty()) context.warn("plan.no_place");
  return ExitCode::fine;
}

}  // namespace

Result<ExitCode> run_plan_propose(const Context& context) {
  // The disks of a frozen machine are not there.
  if (context.invocation.machine) return context.refuse("plan.propose.frozen", ExitCode::usage);
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const std::string name = context.invocation.words.empty() ? "cabinet" : context.invocation.words.front();
  const std::string state = TRY(context.file_tree.absolute(context.state_folder));
  const auto places = agent::places_to_search(*plans, state, context.machine.mounts());
  const auto search = agent::find_practice_data(context.file_tree, context.sleeper, places);
  const agent::Proposal proposal = agent::propose(search, *plans, places.roots, database_access(context));
  say_found(context, proposal);
  if (search.cut) context.warn(fmt::format("plan.propose.cut.{}", digue::name_of(*search.cut)));
  for (const agent::FoundData& data : proposal.silent) {
    context.warn("plan.propose.silent",
                 {{"kind", context.texts.say(fmt::format("data.kind.{}", agent::name_of(data.kind)))}});
  }
  if (proposal.folders.empty() && proposal.databases.empty()) {
    const bool is_all_saved = proposal.found.empty() && !context.invocation.json;
    if (is_all_saved) context.screen.say(context.texts.say("plan.propose.nothing"));
    return ExitCode::fine;
  }
  say_proposal(context, proposal, name);
  if (context.invocation.plan.is_accepted) return accept(context, *std::move(plans), proposal, name);
  if (!context.invocation.json) context.screen.say(context.texts.say("plan.propose.how"));
  return ExitCode::fine;
}

}  // namespace digue::apps
