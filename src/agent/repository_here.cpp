#include "agent/repository_here.h"

#include "machine/identity.h"
#include "machine/private_folder.h"
#include "paper/spoken_key.h"
#include "store/open.h"

namespace digue::agent {

namespace {

constexpr std::string_view password_file = "repository.password";
constexpr std::string_view repository_folder = "repository";

repository::ZonedTime zoned_now(const machine::Clock& clock) {
  const Instant now = clock.now();
  return repository::to_zoned(now, static_cast<std::int32_t>(clock.ahead_of_utc(now).count()));
}

Result<bool> exists(store::Store& store) {
  const auto size = store.size({store::FileType::config, {}});
  if (!size && size.error().code != ErrorCode::not_found) return std::unexpected(size.error());
  return size.has_value();
}

/// A person who wrote the file may have ended the line, which restic does not count either.
crypto::Secret as_password(Bytes kept) {
  while (!kept.empty() && (kept.back() == std::byte{'\n'} || kept.back() == std::byte{'\r'})) kept.pop_back();
  return crypto::Secret(std::move(kept));
}

}  // namespace

repository::KeyMaker key_maker(const machine::Clock& clock) {
  const machine::Identity self = machine::this_process();
  return {zoned_now(clock), self.user, self.host, {}};
}

repository::LockSurroundings lock_surroundings(const machine::Clock& clock, machine::Sleeper& sleeper) {
  const machine::Identity self = machine::this_process();
  return {.hostname = self.host,
          .username = self.user,
          .process_id = self.process_id,
          .user_id = self.user_id,
          .group_id = self.group_id,
          .now = [&clock] { return zoned_now(clock); },
          .process_exists = machine::process_exists,
          .sleep = [&sleeper](std::chrono::milliseconds time) { return sleeper.sleep(time); },
          .elapsed = [&sleeper] { return sleeper.elapsed(); }};
}

Result<crypto::Secret> read_state_password(const std::string& state) {
  return as_password(TRY(TRY(machine::PrivateFolder::find(state)).read(password_file)));
}

Result<crypto::Secret> keep_state_password(const std::string& state, bool is_in_use) {
  const auto folder = TRY(machine::PrivateFolder::open(state));
  Result<Bytes> kept = folder.read(password_file);
  if (!kept && kept.error().code == ErrorCode::not_found) {
    if (is_in_use) return failure(ErrorCode::damaged, "the password of the repositories is gone");
    kept = folder.keep(password_file, paper::make_password().reveal());
  }
  return as_password(TRY(std::move(kept)));
}

bool has_repository(const plan::Plans& plans, const std::string& state, machine::Disk& disk) {
  return !plans.places.empty() || disk.size(state + "/" + std::string(repository_folder) + "/config").has_value();
}

Result<RepositoryPlace> open_state_repository(const std::string& state, machine::Disk& disk, machine::Sleeper& sleeper,
                                              const machine::Clock& clock) {
  const auto folder = TRY(machine::PrivateFolder::open(state));
  const std::string path = folder.path_of(repository_folder);
  auto store = TRY(store::open_store(store::LocalPlace{path}, {.disk = disk, .sleeper = sleeper}));
  const bool is_made = TRY(exists(*store));
  crypto::Secret password = TRY(keep_state_password(state, is_made));
  if (!is_made) TRY(repository::create_repository(*store, password, key_maker(clock), repository::make_config()));
  return RepositoryPlace{std::move(store), std::move(password), path};
}

}  // namespace digue::agent
