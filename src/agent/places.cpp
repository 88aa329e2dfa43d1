#include "agent/places.h"

#include <algorithm>

#include "agent/place_acts.h"
#include "agent/repository_here.h"

namespace digue::agent {

using machine::Deadline;
using machine::Volume;
using plan::PlaceKind;

namespace {

constexpr std::chrono::seconds listing_patience{20};
constexpr std::chrono::seconds share_patience{5};

bool is_disk_of(const plan::Place& place, const Volume& volume) {
  return !place.serial.empty() && volume.serial == place.serial;
}

/// A disk that was switched off is listed no more, and still hangs here until a person takes it away.
Presence presence_of_missing(const plan::Place& place, const PlaceHistory& history, machine::Volumes& volumes) {
  if (history.presence == Presence::off) {
    const auto hangs = volumes.hangs_here(place.serial, Deadline::in(listing_patience));
    if (hangs && !*hangs) return Presence::away;
    const bool cannot_be_told = !hangs && hangs.error().code == ErrorCode::unsupported;
    return hangs || cannot_be_told ? Presence::off : Presence::unknown;
  }
  return history.first_seen ? Presence::away : Presence::never_seen;
}

void look_at_disk(PlaceStanding& standing, const Result<std::vector<Volume>>& volumes, machine::Volumes& door) {
  if (!volumes) return;
  Result<Volume> found = find_volume(standing.place, *volumes);
  if (found) {
    standing.presence = Presence::plugged;
    standing.volume = std::move(*found);
    return;
  }
  switch (found.error().code) {
    case ErrorCode::not_found: standing.presence = presence_of_missing(standing.place, standing.history, door); break;
    case ErrorCode::already_exists:
    case ErrorCode::damaged: standing.presence = Presence::strange; break;
    default: break;
  }
}

/// Through a reader that a dead share costs a deadline and nothing else.
Presence presence_of_share(const plan::Place& place, machine::Files& files) {
  const auto config = files.info(place.folder + "/config", Deadline::in(share_patience));
  if (config) return Presence::online;
  const ErrorCode code = config.error().code;
  return code == ErrorCode::not_found || code == ErrorCode::unavailable ? Presence::unreachable : Presence::unknown;
}

Presence presence_of_server(const plan::Place& place, const PlaceTools& tools) {
  const auto store = open_store_of(place, tools, share_patience);
  if (!store) return Presence::unknown;
  const auto size = (*store)->size({store::FileType::config, {}});
  if (size) return Presence::online;
  const ErrorCode code = size.error().code;
  return code == ErrorCode::not_found || code == ErrorCode::unavailable ? Presence::unreachable : Presence::unknown;
}

/// Where no hours are known, the practice is taken for open: a disk that nobody speaks of must not reassure.
std::chrono::milliseconds worked_time(const plan::OpeningHours& hours, Instant from, Instant to,
                                      const machine::Clock& clock) {
  const bool are_known = std::ranges::any_of(hours.week, [](const auto& day) { return !day.empty(); });
  if (!are_known) return to - from;
  return plan::open_time_between(hours, from, to, [&](Instant instant) { return clock.ahead_of_utc(instant); });
}

std::optional<bool> is_left_plugged(const PlaceStanding& standing, const plan::OpeningHours& hours, Instant now,
                                    const machine::Clock& clock) {
  if (standing.presence == Presence::unknown || standing.presence == Presence::strange) return std::nullopt;
  if (standing.presence != Presence::plugged) return false;
  const Instant since = standing.since.value_or(now);
  const bool has_copy = standing.history.last_copy && *standing.history.last_copy >= since;
  const Instant from = has_copy ? *standing.history.last_copy : since;
  if (from > now) return std::nullopt;
  return worked_time(hours, from, now, clock) > (has_copy ? max_plugged_after_copy : max_plugged_without_copy);
}

bool may_be_here(Presence presence) {
  return presence != Presence::away && presence != Presence::never_seen && presence != Presence::unreachable;
}

void date(PlaceStanding& standing, Instant now) {
  const bool has_changed = standing.history.presence != standing.presence;
  standing.since = has_changed ? now : standing.history.since;
  if (may_be_here(standing.presence)) standing.here_since = standing.history.here_since.value_or(now);
}

}  // namespace

Result<Volume> find_volume(const plan::Place& place, const std::vector<Volume>& volumes) {
  std::vector<const Volume*> same;
  for (const Volume& volume : volumes) {
    if (volume.file_system == place.file_system && !place.file_system.empty()) same.push_back(&volume);
  }
  // A copy of a whole disk has the same identity on another one.
  if (same.size() > 1) std::erase_if(same, [&](const Volume* volume) { return !is_disk_of(place, *volume); });
  if (same.size() == 1) return *same.front();
  const bool are_alike =
      std::ranges::count(volumes, place.file_system, &Volume::file_system) > 1 && !place.file_system.empty();
  if (are_alike) return failure(ErrorCode::already_exists, "two disks with the same file system");
  for (const Volume& volume : volumes) {
    if (!volume.is_readable && (volume.is_removable || is_disk_of(place, volume))) {
      return failure(ErrorCode::unavailable, volume.device + " cannot be read");
    }
  }
  if (std::ranges::any_of(volumes, [&](const Volume& volume) { return is_disk_of(place, volume); })) {
    return failure(ErrorCode::damaged, "the disk is here with another file system");
  }
  return failure(ErrorCode::not_found, "the disk of " + place.id);
}

Result<std::vector<PlaceStanding>> look_at_places(const plan::Plans& plans, const PlaceTools& tools,
                                                  journal::Journal& journal) {
  auto histories = TRY(place_histories(journal, plans.places));
  const bool has_disk = std::ranges::any_of(plans.places, [](const auto& p) { return p.kind == PlaceKind::disk; });
  const auto volumes = has_disk ? tools.volumes.list(Deadline::in(listing_patience))
                                : Result<std::vector<Volume>>(std::vector<Volume>());
  std::vector<PlaceStanding> standings;
  for (const plan::Place& place : plans.places) {
    PlaceStanding standing{.place = place, .history = histories[place.id]};
    switch (place.kind) {
      case PlaceKind::disk: look_at_disk(standing, volumes, tools.volumes); break;
      case PlaceKind::network: standing.presence = presence_of_share(place, tools.files); break;
      case PlaceKind::cloud: standing.presence = presence_of_server(place, tools); break;
    }
    const Instant now = tools.clock.now();
    date(standing, now);
    standing.is_left_plugged =
        place.kind == PlaceKind::disk ? is_left_plugged(standing, plans.hours, now, tools.clock) : std::optional(false);
    standings.push_back(std::move(standing));
  }
  return standings;
}

Result<void> note_places(const std::vector<PlaceStanding>& standings, Instant now, journal::Journal& journal) {
  for (const PlaceStanding& standing : standings) {
    if (standing.presence == Presence::unknown || standing.presence == standing.history.presence) continue;
    TRY(journal.append(act_of_presence(standing.place.id, standing.presence, now)));
  }
  return {};
}

}  // namespace digue::agent
