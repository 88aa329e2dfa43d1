#include "repository/keys.h"

#include <algorithm>

#include "crypto/hash.h"

namespace digue::repository {

namespace {

store::FileName key_name(const KeyId& id) { return {store::FileType::key, file_id(id)}; }

/// An attacker can add key files, and each that is well-formed costs a second. The repository's own come first in the
/// listing by chance only, so all are looked at, and the password is tried on up to this many.
constexpr std::size_t max_tried_keys = 200;

Result<KeyFile> load_key(store::Store& store, const KeyId& id) {
  const Bytes content = TRY(store.load(key_name(id), max_key_file_bytes));
  if (KeyId(crypto::sha256(content)) != id) return failure(ErrorCode::damaged, "a key file is not what its name says");
  return parse_key_file(text_of(content));
}

Result<std::vector<KeyId>> key_ids(store::Store& store, std::optional<KeyId> first) {
  std::vector<KeyId> ids;
  for (const store::ListedFile& file : TRY(store.list(store::FileType::key))) ids.emplace_back(file.id.raw());
  std::ranges::sort(ids);
  if (first) std::ranges::stable_partition(ids, [&](const KeyId& id) { return id == *first; });
  return ids;
}

Result<KeyId> save_key(store::Store& store, const KeyFile& file) {
  const std::string json = to_json(file);
  const KeyId id(crypto::sha256(bytes_of(json)));
  TRY(store.save(key_name(id), bytes_of(json)));
  return id;
}

}  // namespace

Result<OpenedRepository> open_repository(store::Store& store, const crypto::Secret& password,
                                         std::optional<KeyId> hint) {
  static_cast<void>(TRY(store.size({store::FileType::config, {}})));
  OpenedRepository opened;
  std::size_t tried = 0;
  bool was_refused = false;
  std::optional<Error> config_error;
  const auto quarantine = [&](const KeyId& id, const Error& error) {
    opened.quarantined.push_back({key_name(id), error});
  };
  for (const KeyId& id : TRY(key_ids(store, hint))) {
    const Result<KeyFile> file = load_key(store, id);
    if (!file && file.error().code == ErrorCode::unavailable) return std::unexpected(file.error());
    if (!file) {
      quarantine(id, file.error());
      continue;
    }
    if (tried++ == max_tried_keys) break;
    Result<crypto::Secret> master_key = open_key(*file, password);
    if (!master_key) {
      was_refused = was_refused || master_key.error().code == ErrorCode::wrong_key;
      if (master_key.error().code != ErrorCode::wrong_key) quarantine(id, master_key.error());
      continue;
    }
    auto repository = Repository::with_key(store, *std::move(master_key));
    if (repository) {
      opened.repository = *std::move(repository);
      opened.key = id;
      return opened;
    }
    if (repository.error().code == ErrorCode::unavailable) return std::unexpected(repository.error());
    // The key of another repository with the same password, which somebody dropped here, does not open the config.
    quarantine(id, repository.error());
    config_error = repository.error();
  }
  if (config_error) return std::unexpected(*config_error);
  if (was_refused) return failure(ErrorCode::wrong_key, "the password opens none of the keys");
  return failure(ErrorCode::damaged, "there is no readable key");
}

Result<OpenedRepository> create_repository(store::Store& store, const crypto::Secret& password, const KeyMaker& maker,
                                           const Config& config) {
  if (password.reveal().empty()) return failure(ErrorCode::invalid_input, "an empty password");
  TRY(store.create());
  crypto::Secret master_key = make_master_key();
  const KeyFile file = TRY(make_key_file(master_key, password, maker));
  OpenedRepository opened;
  opened.key = TRY(save_key(store, file));
  opened.repository = TRY(Repository::create(store, std::move(master_key), config));
  return opened;
}

Result<KeyId> add_key(OpenedRepository& opened, const crypto::Secret& password, const KeyMaker& maker) {
  if (password.reveal().empty()) return failure(ErrorCode::invalid_input, "an empty password");
  const KeyFile file = TRY(make_key_file(opened.repository->master_key(), password, maker));
  return save_key(opened.repository->store(), file);
}

Result<void> remove_key(OpenedRepository& opened, const KeyId& key) {
  if (key == opened.key) return failure(ErrorCode::invalid_input, "the key by which the repository is open");
  static_cast<void>(TRY(opened.repository->store().size(key_name(key))));
  return opened.repository->store().remove(key_name(key));
}

Result<std::vector<ListedKey>> list_keys(store::Store& store) {
  std::vector<ListedKey> keys;
  for (const KeyId& id : TRY(key_ids(store, {}))) {
    if (Result<KeyFile> file = load_key(store, id)) keys.push_back({id, *std::move(file)});
  }
  return keys;
}

}  // namespace digue::repository
