#include <fmt/core.h>

#include <set>

#include "agent/place_opener.h"
#include "agent/planned_job.h"
#include "agent/timings.h"
#include "apps/digue/drill_means.h"
#include "apps/digue/drill_print.h"
#include "apps/digue/drill_screen.h"
#include "apps/digue/job_outcomes.h"
#include "apps/digue/place_session.h"
#include "apps/digue/plan_words.h"
#include "apps/digue/watched_jobs.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

ExitCode say_outcome(const Context& context, const JobNames& names, const std::string& outcome) {
  const ExitCode code = exit_code_of_outcome(outcome);
  if (context.invocation.json) {
    context.screen.raw(json::to_line(
        json::Object{{"message_type", "drill"}, {"plan", names.plan}, {"place", names.place}, {"outcome", outcome}}));
    return code;
  }
  const std::string own = fmt::format("drill.{}", outcome);
  const bool is_told = context.texts.has(own);
  const std::string reason = is_told ? std::string() : context.texts.say(fmt::format("run.failed.{}", outcome));
  context.screen.say(context.texts.say(is_told ? own : "drill.not_done",
                                       {{"plan", names.plan}, {"place", names.place}, {"reason", reason}}),
                     code == ExitCode::fine ? Tone::good : Tone::bad);
  return code;
}

/// Without a service: this program does it.
class OwnDrills {
 public:
  OwnDrills(const Context& context, const plan::Plans& plans)
      : context_(context), plans_(plans), places_(place_tools(context)) {}

  Result<ExitCode> run(const std::vector<const plan::Plan*>& wanted) {
    journal::Journal journal = TRY(context_.open_journal());
    TRY(agent::note_new_plans(journal, plans_, TRY(agent::plan_records(journal, plans_)),
                              context_.machine.clock().now()));
    ExitCode code = ExitCode::fine;
    for (const plan::Plan* plan : wanted) code = worse(code, TRY(drill(*plan, journal)));
    for (const plan::Place& place : plans_.places) {
      if (!used_.contains(place.id)) continue;
      if (const Result<void> released = places_.release(place); !released) {
        code = worse(code, refuse_place(context_, place, released.error()));
      }
    }
    return code;
  }

 private:
  Result<ExitCode> drill(const plan::Plan& plan, journal::Journal& journal) {
    const std::string& wanted = context_.invocation.drill.place;
    ExitCode code = ExitCode::fine;
    bool is_any_here = false;
    for (const std::string& id : plan.places) {
      const plan::Place* place = plans_.find_place(id);
      if (place == nullptr || (!wanted.empty() && wanted != place->id && wanted != place->name)) continue;
      if (!places_.is_here(*place)) continue;
      is_any_here = true;
      used_.insert(id);
      code = worse(code, say_outcome(context_, {plan.name, place->name}, TRY(drill_in(plan, *place, journal))));
    }
    if (is_any_here) return code;
    return context_.refuse("run.no_place", ExitCode::no_repository, {{"plan", plan.name}});
  }

  Result<std::string> drill_in(const plan::Plan& plan, const plan::Place& place, journal::Journal& journal) {
    Workers workers = Workers::for_this_computer();
    DrillScreen screen(context_);
    const agent::DrillMeans means = drill_means(context_);
    const agent::DrillOrder order{
        .plan = plan, .place = place, .state = context_.state_folder, .is_all = context_.invocation.drill.is_all};
    const auto outcome = agent::drill_plan(
        order, places_, {context_.machine, context_.file_tree, context_.sleeper, journal, workers}, means, screen);
    screen.clear();
    if (outcome) screen.show(*outcome, context_.machine.clock().now());
    return agent::outcome_of(outcome);
  }

  const Context& context_;
  const plan::Plans& plans_;
  agent::PracticePlaces places_;
  std::set<std::string> used_;
};

}  // namespace

Result<ExitCode> run_drill(const Context& context) {
  const Invocation& invocation = context.invocation;
  if (!invocation.drill.print.empty()) return print_proofs(context);
  auto client = TRY(ServiceClient::find(context));
  if (client) {
    return watch_jobs(
        context, *client,
        {.kind = "drill",
         .plans = invocation.words,
         .place = invocation.drill.place,
         .is_all = invocation.drill.is_all,
         .not_allowed = "drill.not_allowed"},
        [&](const JobNames& names, const std::string& outcome) { return say_outcome(context, names, outcome); });
  }
  const plan::Plans plans = TRY(plans_and_warn(context));
  const auto wanted = named_plans(plans, invocation.words);
  if (!wanted) {
    return context.refuse("plan.not_found", ExitCode::usage, {{"word", printable(wanted.error().detail)}});
  }
  if (wanted->empty()) return context.refuse("run.no_plan", ExitCode::usage);
  if (!invocation.drill.place.empty() && plans.find_place(invocation.drill.place) == nullptr) {
    return context.refuse("plan.which_place", ExitCode::usage, {{"word", printable(invocation.drill.place)}});
  }
  return OwnDrills(context, plans).run(*wanted);
}

}  // namespace digue::apps
