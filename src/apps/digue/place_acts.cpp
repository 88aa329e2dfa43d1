#include <fmt/core.h>

#include <algorithm>

#include "agent/plan_file.h"
#include "apps/digue/place_session.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

void say_done(const Context& context, std::string_view key, std::string_view message_type, const plan::Place& place) {
  if (context.invocation.json) {
    context.screen.raw(json::to_line(json::Object{{"message_type", message_type}, {"id", place.id}}));
  } else {
    context.screen.say(context.texts.say(key, {{"name", printable(place.name)}}));
  }
}

/// Whether all that was written is safe, although the disk could not be switched off.
bool is_unmounted(const Context& context, const plan::Place& place) {
  const auto volumes = context.volumes.list(machine::Deadline::in(std::chrono::seconds(20)));
  const auto volume = volumes ? agent::find_volume(place, *volumes) : std::unexpected(volumes.error());
  return volume && volume->mounted_at.empty();
}

}  // namespace

Result<ExitCode> run_place_eject(const Context& context) {
  const plan::Plans plans = TRY(plans_now(context));
  const plan::Place* place = find_place(context, plans);
  if (place == nullptr) return ExitCode::usage;
  if (place->kind != plan::PlaceKind::disk) {
    return context.refuse("place.no_disk", ExitCode::usage, {{"name", printable(place->name)}});
  }
  journal::Journal journal = TRY(context.open_journal());
  const Result<void> ejected = agent::eject_place(*place, place_tools(context), journal);
  if (ejected) {
    say_done(context, "place.ejected", "place_ejected", *place);
    return ExitCode::fine;
  }
  if (ejected.error().code != ErrorCode::unsupported || !is_unmounted(context, *place)) {
    return refuse_place(context, *place, ejected.error());
  }
  return context.refuse("place.only_unmounted", ExitCode::partial, {{"name", printable(place->name)}});
}

Result<ExitCode> run_place_try(const Context& context) {
  const plan::Plans plans = TRY(plans_now(context));
  const plan::Place* place = find_place(context, plans);
  if (place == nullptr) return ExitCode::usage;
  journal::Journal journal = TRY(context.open_journal());
  const auto tried = agent::try_to_delete(*place, place_tools(context), journal);
  if (!tried) return refuse_place(context, *place, tried.error());
  if (context.invocation.json) {
    context.screen.raw(json::to_line(json::Object{{"message_type", "delete_tried"},
                                                  {"id", place->id},
                                                  {"refused", tried->is_refused},
                                                  {"still_there", tried->has_lied}}));
  } else if (!tried->has_lied) {
    context.screen.say(context.texts.say(tried->is_refused ? "place.tried.refused" : "place.tried.done",
                                         {{"name", printable(place->name)}}));
  }
  if (!tried->has_lied) return ExitCode::fine;
  return context.refuse("place.tried.lied", ExitCode::failed, {{"name", printable(place->name)}});
}

Result<ExitCode> run_place_describe(const Context& context) {
  const PlaceWords& words = context.invocation.place;
  if (words.looks.empty() && words.kept_at.empty()) return context.refuse("place.describe_how", ExitCode::usage);
  plan::Plans plans = TRY(plans_now(context));
  const plan::Place* found = find_place(context, plans);
  if (found == nullptr) return ExitCode::usage;
  plan::Place& place = *std::ranges::find(plans.places, found->id, &plan::Place::id);
  if (!words.looks.empty()) place.looks = words.looks;
  if (!words.kept_at.empty()) place.kept_at = words.kept_at;
  TRY(agent::save_plans(context.state_folder, plans));
  say_done(context, "place.described", "place_described", place);
  return ExitCode::fine;
}

Result<ExitCode> run_place_remove(const Context& context) {
  plan::Plans plans = TRY(plans_now(context));
  const plan::Place* found = find_place(context, plans);
  if (found == nullptr) return ExitCode::usage;
  const plan::Place place = *found;
  std::erase(plans.places, place);
  for (plan::Plan& plan : plans.plans) std::erase(plan.places, place.id);
  TRY(agent::save_plans(context.state_folder, plans));
  say_done(context, "place.removed", "place_removed", place);
  return ExitCode::fine;
}

}  // namespace digue::apps
