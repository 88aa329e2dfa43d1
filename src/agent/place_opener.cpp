#include "agent/place_opener.h"

#include "agent/place_acts.h"
#include "agent/state.h"

namespace digue::agent {

using plan::PlaceKind;

namespace {

constexpr std::chrono::seconds look_patience{10};

}  // namespace

bool PracticePlaces::is_here(const plan::Place& place) {
  if (place.kind == PlaceKind::cloud) return true;
  if (place.kind == PlaceKind::network) return tools_.disk.size(place.folder + "/config").has_value();
  const std::lock_guard guard(mutex_);
  const auto volumes = tools_.volumes.list(machine::Deadline::in(look_patience));
  return volumes && find_volume(place, *volumes).has_value();
}

Result<RepositoryPlace> PracticePlaces::open(const plan::Place& place) {
  const std::lock_guard guard(mutex_);
  return prepare_place(place, tools_);
}

Result<void> PracticePlaces::release(const plan::Place& place) {
  if (place.kind != PlaceKind::disk) return {};
  const std::lock_guard guard(mutex_);
  journal::Journal journal = TRY(open_state(tools_.state));
  return eject_place(place, tools_, journal);
}

Result<std::vector<PlaceStanding>> PracticePlaces::look(const plan::Plans& plans, journal::Journal& journal) {
  const std::lock_guard guard(mutex_);
  auto standings = TRY(look_at_places(plans, tools_, journal));
  TRY(note_places(standings, tools_.clock.now(), journal));
  return standings;
}

}  // namespace digue::agent
