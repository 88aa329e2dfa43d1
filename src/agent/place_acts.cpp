#include "agent/place_acts.h"

#include <fmt/core.h>

#include <algorithm>

#include "agent/kept_keys.h"
#include "machine/private_folder.h"

namespace digue::agent {

using machine::Deadline;
using machine::Volume;
using plan::PlaceKind;

namespace {

constexpr std::chrono::seconds disk_patience{30};
/// A disk that turns slowly may have minutes of writing before it.
constexpr std::chrono::minutes flush_patience{10};
constexpr std::chrono::minutes server_patience{2};
/// As little as an index can say: that no pack holds anything.
constexpr std::string_view index_of_nothing = R"({"packs":[]})";

std::string login_file_of(const std::string& place) { return place + ".login"; }

std::string without_last_slash(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path;
}

/// The user, and the rest as the password.
Result<std::pair<std::string, crypto::Secret>> parse_login(ByteView content) {
  std::string_view line = text_of(content);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return failure(ErrorCode::invalid_input, "no user:password");
  const ByteView password = bytes_of(line.substr(colon + 1));
  return std::pair(std::string(line.substr(0, colon)), crypto::Secret(Bytes(password.begin(), password.end())));
}

Result<std::unique_ptr<store::Store>> open_server(const plan::Place& place, store::Surroundings surroundings,
                                                  const std::string& state) {
  const auto folder = machine::PrivateFolder::find(state);
  Result<Bytes> login = folder ? folder->read(login_file_of(place.id)) : std::unexpected(folder.error());
  if (login) {
    auto [user, password] = TRY(parse_login(*login));
    surroundings.user = std::move(user);
    surroundings.password = std::move(password);
  } else if (login.error().code != ErrorCode::not_found) {
    return std::unexpected(login.error());
  }
  return store::open_store(TRY(store::parse_location("rest:" + place.url)), std::move(surroundings));
}

/// Where the repository lies on this computer now; none on a server.
Result<std::optional<std::string>> folder_of(const plan::Place& place, const PlaceTools& tools) {
  if (place.kind == PlaceKind::cloud) return std::nullopt;
  if (place.kind == PlaceKind::network) return without_last_slash(place.folder);
  const auto volumes = TRY(tools.volumes.list(Deadline::in(disk_patience)));
  const Volume volume = TRY(find_volume(place, volumes));
  const std::string top = TRY(tools.volumes.mount(volume, Deadline::in(disk_patience)));
  return without_last_slash(without_last_slash(top) + place.folder);
}

struct OpenedPlace {
  RepositoryPlace place;
  repository::OpenedRepository opened;
};

Result<OpenedPlace> open_place(const plan::Place& place, const PlaceTools& tools) {
  crypto::Secret password = TRY(read_state_password(tools.state));
  auto folder = TRY(folder_of(place, tools));
  auto store = folder
                   ? TRY(store::open_store(store::LocalPlace{*folder}, {.disk = tools.disk, .sleeper = tools.sleeper}))
                   : TRY(open_store_of(place, tools, server_patience));
  auto opened = TRY(repository::open_repository(*store, password));
  // A place that a person wrote into the plans may leave it open.
  if (!place.repository.empty() && opened.repository->config().id.hex() != place.repository) {
    return failure(ErrorCode::invalid_input, "another repository than the one of " + place.id);
  }
  return OpenedPlace{{std::move(store), std::move(password), std::move(folder)}, std::move(opened)};
}

Result<bool> is_there(store::Store& store, const store::FileName& name) {
  const auto size = store.size(name);
  if (size) return true;
  if (size.error().code == ErrorCode::not_found) return false;
  return std::unexpected(size.error());
}

bool runs_from(const Volume& volume) { return std::ranges::find(volume.mounted_at, "/") != volume.mounted_at.end(); }

}  // namespace

Result<std::unique_ptr<store::Store>> open_store_of(const plan::Place& place, const PlaceTools& tools,
                                                    std::chrono::milliseconds give_up_after) {
  store::Surroundings surroundings{
      .disk = tools.disk, .sleeper = tools.sleeper, .retry_limits = {.total = give_up_after}};
  if (place.kind == PlaceKind::cloud) return open_server(place, std::move(surroundings), tools.state);
  return store::open_store(store::LocalPlace{without_last_slash(place.folder)}, std::move(surroundings));
}

Result<void> keep_login(const std::string& state, const std::string& place, ByteView login) {
  TRY(parse_login(login));
  return TRY(machine::PrivateFolder::open(state)).replace(login_file_of(place), login);
}

Result<RepositoryPlace> prepare_place(const plan::Place& place, const PlaceTools& tools) {
  OpenedPlace opened = TRY(open_place(place, tools));
  // Whoever opens the place can do his work without this; the rule of the key on paper tells what was never kept.
  static_cast<void>(keep_keys(place, opened.opened, opened.place.folder, tools));
  return std::move(opened.place);
}

Result<void> eject_place(const plan::Place& place, const PlaceTools& tools, journal::Journal& journal) {
  if (place.kind != PlaceKind::disk) return failure(ErrorCode::invalid_input, place.id + " is no disk");
  const auto volumes = TRY(tools.volumes.list(Deadline::in(disk_patience)));
  const Volume volume = TRY(find_volume(place, volumes));
  std::vector<Volume> on_disk;
  for (const Volume& other : volumes) {
    if (other.device != volume.device && (volume.disk.empty() || other.disk != volume.disk)) continue;
    if (runs_from(other)) return failure(ErrorCode::locked, "this computer runs from it");
    on_disk.push_back(other);
  }
  for (const Volume& other : on_disk) TRY(tools.volumes.unmount(other, Deadline::in(flush_patience)));
  TRY(tools.volumes.power_off(volume, Deadline::in(disk_patience)));
  TRY(journal.append(act_of_presence(place.id, Presence::off, tools.clock.now())));
  return {};
}

Result<TriedDelete> try_to_delete(const plan::Place& place, const PlaceTools& tools, journal::Journal& journal) {
  OpenedPlace opened = TRY(open_place(place, tools));
  repository::Repository& repository = *opened.opened.repository;
  auto blob_tools = repository.make_tools();
  const store::FileId id = TRY(repository.save_unpacked(store::FileType::index, index_of_nothing, blob_tools));
  const store::FileName name{store::FileType::index, id};
  store::Store& store = *opened.place.store;
  if (!TRY(is_there(store, name))) return failure(ErrorCode::damaged, "what was saved is not there");
  const Result<void> removed = store.remove(name);
  if (!removed && removed.error().code != ErrorCode::denied) return std::unexpected(removed.error());
  const bool is_still_there = TRY(is_there(store, name));
  const TriedDelete tried{tools.clock.now(), !removed && is_still_there, removed && is_still_there};
  TRY(journal.append(act_of_tried_delete(place.id, tried)));
  return tried;
}

Result<repository::OpenedRepository> make_or_adopt(store::Store& store, const crypto::Secret& password,
                                                   const machine::Clock& clock) {
  auto opened = repository::open_repository(store, password);
  if (!opened && opened.error().code == ErrorCode::not_found) {
    opened = repository::create_repository(store, password, key_maker(clock), repository::make_config());
  }
  return opened;
}

}  // namespace digue::agent
