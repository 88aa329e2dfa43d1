#include <fmt/core.h>

#include <algorithm>

#include "agent/kept_keys.h"
#include "agent/plan_file.h"
#include "apps/digue/exclude_words.h"
#include "apps/digue/place_session.h"
#include "apps/digue/repository_session.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

constexpr std::chrono::seconds patience{30};
constexpr std::chrono::seconds server_patience{30};
constexpr std::size_t max_login_bytes = 4096;
constexpr std::string_view usual_folder = "/Digue";

bool is_at_or_below(const std::string& path, const std::string& top) {
  return path == top || path.starts_with(top.ends_with('/') ? top : top + "/");
}

/// The disk that a person names: by its device, or by a folder that lies on it.
Result<machine::Volume> named_volume(const std::string& word, const std::vector<machine::Volume>& volumes) {
  const std::string device = word.starts_with("/dev/") ? word.substr(std::string_view("/dev/").size()) : word;
  const machine::Volume* found = nullptr;
  std::size_t longest = 0;
  for (const machine::Volume& volume : volumes) {
    if (volume.device == device) return volume;
    for (const std::string& top : volume.mounted_at) {
      if (!is_at_or_below(word, top) || top.size() < longest) continue;
      found = &volume;
      longest = top.size();
    }
  }
  if (found == nullptr) return failure(ErrorCode::not_found, "no disk there");
  return *found;
}

/// What of a folder on a disk stands in the plans: the way to it from the disk's top.
std::string folder_on(const machine::Volume& volume, const std::string& word) {
  std::string_view way;
  for (const std::string& top : volume.mounted_at) {
    if (is_at_or_below(word, top)) way = std::string_view(word).substr(top == "/" ? 0 : top.size());
  }
  return way.empty() || way == "/" ? std::string(usual_folder) : std::string(way);
}

/// Fills in where the place is. A disk from which this computer runs is no place: it cannot be unplugged.
Result<void> locate(const Context& context, plan::Place& place) {
  const PlaceWords& words = context.invocation.place;
  place.looks = words.looks;
  place.kept_at = words.kept_at;
  if (!words.network.empty()) {
    place.kind = plan::PlaceKind::network;
    place.folder = TRY(context.file_tree.absolute(words.network));
    return {};
  }
  if (!words.cloud.empty()) {
    place.kind = plan::PlaceKind::cloud;
    place.url = words.cloud;
    if (words.login_file.empty()) return {};
    return agent::keep_login(context.state_folder, place.id,
                             TRY(read_named_file(context, words.login_file, max_login_bytes)));
  }
  const bool is_path = words.disk.contains('/');
  const std::string word = is_path ? TRY(context.file_tree.absolute(words.disk)) : words.disk;
  const auto volume = TRY(named_volume(word, TRY(context.volumes.list(machine::Deadline::in(patience)))));
  if (volume.file_system.empty()) return failure(ErrorCode::unsupported, "no file system on " + volume.device);
  if (std::ranges::find(volume.mounted_at, "/") != volume.mounted_at.end()) {
    return failure(ErrorCode::already_exists, "this computer runs from it");
  }
  place.file_system = volume.file_system;
  place.serial = volume.serial;
  place.folder = folder_on(volume, word);
  return {};
}

/// A place that has no repository yet.
Result<NamedPlace> open_new(const Context& context, const plan::Place& place) {
  const agent::PlaceTools tools = place_tools(context);
  NamedPlace opened;
  if (place.kind != plan::PlaceKind::disk) {
    opened.store = TRY(agent::open_store_of(place, tools, server_patience));
    if (place.kind == plan::PlaceKind::network) opened.folder = place.folder;
    return opened;
  }
  const auto volumes = TRY(context.volumes.list(machine::Deadline::in(patience)));
  const auto volume = TRY(agent::find_volume(place, volumes));
  const std::string top = TRY(context.volumes.mount(volume, machine::Deadline::in(patience)));
  opened.folder = (top == "/" ? std::string() : top) + place.folder;
  opened.store =
      TRY(store::open_store(store::LocalPlace{*opened.folder}, {.disk = context.disk, .sleeper = context.sleeper}));
  return opened;
}

bool is_same_place(const plan::Place& one, const plan::Place& other) {
  return one.kind == other.kind && one.file_system == other.file_system && one.folder == other.folder &&
         one.url == other.url;
}

Result<std::string> id_for_new(const plan::Plans& plans, journal::Journal& journal) {
  std::vector<std::string> taken = TRY(agent::noted_places(journal));
  for (const plan::Place& place : plans.places) taken.push_back(place.id);
  return plan::free_id("place", taken);
}

int kinds_named(const PlaceWords& words) {
  return static_cast<int>(!words.disk.empty()) + static_cast<int>(!words.network.empty()) +
         static_cast<int>(!words.cloud.empty());
}

Result<void> fill_in(const Context& context, const plan::Plans& plans, plan::Place& place) {
  TRY(locate(context, place));
  const bool is_taken =
      std::ranges::any_of(plans.places, [&](const plan::Place& other) { return is_same_place(other, place); });
  if (is_taken) return failure(ErrorCode::already_exists, "it is a place already");
  const NamedPlace there = TRY(open_new(context, place));
  const bool is_in_use = agent::has_repository(plans, context.state_folder, context.disk);
  const auto password = TRY(agent::keep_state_password(context.state_folder, is_in_use));
  const auto opened = TRY(agent::make_or_adopt(*there.store, password, context.machine.clock()));
  place.repository = opened.repository->config().id.hex();
  return agent::keep_keys(place, opened, there.folder, place_tools(context));
}

}  // namespace

Result<ExitCode> run_place_add(const Context& context) {
  const PlaceWords& words = context.invocation.place;
  const std::string& name = context.invocation.words.front();
  if (kinds_named(words) != 1) return context.refuse("place.which_kind", ExitCode::usage);
  plan::Plans plans = TRY(plans_now(context));
  if (plans.find_place(name) != nullptr) {
    return context.refuse("place.name_taken", ExitCode::usage, {{"name", printable(name)}});
  }
  journal::Journal journal = TRY(context.open_journal());
  plan::Place place{.id = TRY(id_for_new(plans, journal)), .name = name, .is_at_home = words.is_at_home};
  if (const Result<void> filled = fill_in(context, plans, place); !filled) {
    if (filled.error().code == ErrorCode::already_exists) return context.refuse("place.already", ExitCode::usage);
    return refuse_place(context, place, filled.error());
  }
  plans.places.push_back(place);
  TRY(agent::save_plans(context.state_folder, plans));
  TRY(look_at_places(context, plans, journal));
  if (context.invocation.json) {
    context.screen.raw(json::to_line(
        json::Object{{"message_type", "place_added"}, {"id", place.id}, {"repository", place.repository}}));
  } else {
    context.screen.say(context.texts.say("place.added", {{"name", printable(name)}, {"id", place.id}}));
  }
  return ExitCode::fine;
}

}  // namespace digue::apps
