#include <algorithm>

#include "agent/places.h"

namespace digue::agent {

namespace {

/// After so long, a copy that is at home is old enough to be fetched.
constexpr std::chrono::days max_age_at_home{7};

using Disks = std::vector<const PlaceStanding*>;

bool is_at_practice(const PlaceStanding* disk) {
  return disk->presence == Presence::plugged || disk->presence == Presence::off;
}

Disks disks_among(const std::vector<PlaceStanding>& standings, bool at_home) {
  Disks disks;
  for (const PlaceStanding& standing : standings) {
    if (standing.place.kind == plan::PlaceKind::disk && standing.place.is_at_home == at_home) {
      disks.push_back(&standing);
    }
  }
  return disks;
}

/// The one whose copy is oldest, one without a copy first.
const PlaceStanding* oldest(const Disks& disks) {
  const auto copied_at = [](const PlaceStanding* disk) { return disk->history.last_copy.value_or(Instant::min()); };
  return disks.empty() ? nullptr : *std::ranges::min_element(disks, {}, copied_at);
}

}  // namespace

std::optional<Advice> coach(const std::vector<PlaceStanding>& standings, Instant now) {
  const Disks staying = disks_among(standings, false);
  const Disks going = disks_among(standings, true);
  for (const PlaceStanding& standing : standings) {
    if (standing.presence == Presence::off) return Advice{"unplug", standing.place.name, {}};
    if (standing.is_left_plugged == true) return Advice{"eject", standing.place.name, {}};
  }
  if (staying.size() + going.size() < 2) return std::nullopt;
  if (going.empty()) return Advice{"choose", {}, oldest(staying)->place.name};
  const auto home = std::ranges::find_if(going, is_at_practice);
  if (home != going.end()) return Advice{"take_home", {}, (*home)->place.name};
  const PlaceStanding* fetched = oldest(going);
  const bool is_old = !fetched->history.last_copy || now - *fetched->history.last_copy > max_age_at_home;
  if (is_old) return Advice{"fetch", fetched->place.name, {}};
  if (!staying.empty() && std::ranges::none_of(staying, is_at_practice)) {
    const PlaceStanding* next = oldest(staying);
    const bool is_due = !next->history.last_copy || now - *next->history.last_copy > std::chrono::days(1);
    if (is_due) return Advice{"plug", next->place.name, {}};
  }
  return std::nullopt;
}

}  // namespace digue::agent
