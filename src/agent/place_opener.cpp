#include "agent/place_opener.h"

#include "machine/private_folder.h"
#include "repository/keys.h"
#include "store/open.h"

namespace digue::agent {

bool FolderPlaces::is_here(const plan::Place& place) {
  if (place.kind != plan::PlaceKind::network) return false;
  const auto folder = files_.open_source(place.folder);
  return folder && (*folder)->entry("config").has_value();
}

Result<RepositoryPlace> FolderPlaces::open(const plan::Place& place) {
  if (place.kind != plan::PlaceKind::network) return failure(ErrorCode::unsupported, "no folder of this computer");
  const auto state = TRY(machine::PrivateFolder::find(state_));
  Bytes kept = TRY(state.read("repository.password"));
  // A person may have ended the line.
  while (!kept.empty() && (kept.back() == std::byte{'\n'} || kept.back() == std::byte{'\r'})) kept.pop_back();
  auto store = TRY(store::open_store(store::LocalPlace{place.folder}, {.disk = disk_, .sleeper = sleeper_}));
  return RepositoryPlace{std::move(store), crypto::Secret(std::move(kept)), place.folder};
}

Result<void> FolderPlaces::release(const plan::Place&) { return {}; }

}  // namespace digue::agent
