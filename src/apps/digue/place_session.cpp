#include "apps/digue/place_session.h"

#include <fmt/core.h>

#include "agent/place_facts.h"
#include "agent/plan_file.h"
#include "agent/practice_data/coverage.h"
#include "base/text.h"

namespace digue::apps {

agent::PlaceTools place_tools(const Context& context) {
  return {context.volumes, context.machine.files(), context.disk,
          context.sleeper, context.machine.clock(), context.state_folder};
}

Result<plan::Plans> plans_now(const Context& context) {
  agent::PlanFile file = TRY(agent::load_plans(context.state_folder));
  if (file.fault) {
    context.warn("place.plans_fault", {{"line", fmt::format("{}", file.fault->line)}});
  }
  return std::move(file.plans);
}

Result<std::vector<agent::PlaceStanding>> look_at_places(const Context& context, const plan::Plans& plans,
                                                         journal::Journal& journal) {
  auto standings = TRY(agent::look_at_places(plans, place_tools(context), journal));
  const Result<void> noted = agent::note_places(standings, context.machine.clock().now(), journal);
  // Who may only read is told what is so; who may write notes it the next time.
  if (!noted && noted.error().code != ErrorCode::denied) return std::unexpected(noted.error());
  return standings;
}

posture::Reading practice_data(const Context& context) {
  const agent::PlanFile file = agent::load_plans_or(context.state_folder);
  const auto state = context.file_tree.absolute(context.state_folder);
  // The disks of a frozen machine are not there, and those of this one must not answer for it.
  if (context.invocation.machine || !state) {
    return {.table = "practice_data", .incomplete = state ? ErrorCode::unsupported : state.error().code};
  }
  const auto places = agent::places_to_search(file.plans, *state, context.machine.mounts());
  return agent::practice_data_facts(agent::find_practice_data(context.file_tree, context.sleeper, places), file);
}

agent::Agent agent_with_places(const Context& context, journal::Journal& journal) {
  return {context.machine,
          journal,
          context.content,
          context.rules,
          agent::load_plans_or(context.state_folder),
          [&context, &journal]() -> Result<std::vector<posture::Reading>> {
            const auto plans = TRY(plans_now(context));
            const auto standings = TRY(look_at_places(context, plans, journal));
            const Instant now = context.machine.clock().now();
            return std::vector{agent::place_facts(standings, context.content, now), practice_data(context)};
          }};
}

ExitCode refuse_place(const Context& context, const plan::Place& place, const Error& error) {
  const std::string key = fmt::format("place.error.{}", name_of(error.code));
  const std::string name = printable(place.name);
  if (context.texts.has(key)) return context.refuse(key, exit_code_of(error.code), {{"name", name}});
  return context.refuse(fmt::format("repository.error.{}", name_of(error.code)), exit_code_of(error.code));
}

const plan::Place* find_place(const Context& context, const plan::Plans& plans) {
  const std::string& word = context.invocation.words.front();
  const plan::Place* place = plans.find_place(word);
  if (place == nullptr)
    static_cast<void>(context.refuse("place.unknown", ExitCode::usage, {{"name", printable(word)}}));
  return place;
}

}  // namespace digue::apps
