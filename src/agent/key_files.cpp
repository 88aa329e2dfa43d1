#include "agent/key_files.h"

#include <algorithm>

#include "agent/packed_text.h"
#include "crypto/hash.h"
#include "repository/config.h"
#include "repository/key_file.h"

namespace digue::agent {

namespace {

constexpr std::byte packed_version{1};
const store::FileName config_name{store::FileType::config, {}};

store::FileName key_name(ByteView content) { return {store::FileType::key, store::FileId(crypto::sha256(content))}; }

/// Whether it is a key file under its own name. An attacker may have put anything there.
Result<Bytes> load_key(store::Store& store, const store::FileId& id) {
  Bytes content = TRY(store.load({store::FileType::key, id}, repository::max_key_file_bytes));
  if (key_name(content).id != id) return failure(ErrorCode::damaged, "a key file is not what its name says");
  static_cast<void>(TRY(repository::parse_key_file(text_of(content))));
  return content;
}

Result<std::vector<store::FileId>> key_ids(store::Store& store, const store::FileId& first) {
  std::vector<store::FileId> ids;
  for (const store::ListedFile& file : TRY(store.list(store::FileType::key))) ids.push_back(file.id);
  std::ranges::sort(ids);
  std::ranges::stable_partition(ids, [&](const store::FileId& id) { return id == first; });
  return ids;
}

/// The config that lies in the place.
Result<std::optional<Bytes>> present_config(store::Store& store) {
  Result<Bytes> config = store.load(config_name, repository::max_config_bytes);
  if (!config && config.error().code == ErrorCode::not_found) return std::nullopt;
  return std::optional(TRY(std::move(config)));
}

}  // namespace

Result<KeyFiles> collect_key_files(store::Store& store, const repository::KeyId& first, std::size_t max_bytes) {
  KeyFiles files;
  files.config = TRY(store.load(config_name, repository::max_config_bytes));
  const store::FileId first_id = repository::file_id(first);
  files.keys.push_back(TRY(load_key(store, first_id)));
  if (pack_key_files(files).size() > max_bytes)
    return failure(ErrorCode::invalid_input, "the key file is too long for paper");
  for (const store::FileId& id : TRY(key_ids(store, first_id))) {
    if (id == first_id) continue;
    if (files.keys.size() == max_carried_keys) break;
    Result<Bytes> key = load_key(store, id);
    if (!key && key.error().code == ErrorCode::unavailable) return std::unexpected(key.error());
    if (!key) continue;
    files.keys.push_back(std::move(*key));
    if (pack_key_files(files).size() > max_bytes) files.keys.pop_back();
  }
  return files;
}

Bytes pack_key_files(const KeyFiles& files) {
  Bytes packed{packed_version};
  append_packed(packed, files.config);
  for (const Bytes& key : files.keys) append_packed(packed, key);
  return packed;
}

Result<KeyFiles> unpack_key_files(ByteView packed) {
  ByteReader reader(packed);
  if (static_cast<std::byte>(TRY(reader.u8())) != packed_version)
    return failure(ErrorCode::damaged, "key files of another version");
  KeyFiles files;
  files.config = TRY(read_packed(reader, repository::max_config_bytes));
  while (!reader.is_at_end()) {
    Bytes key = TRY(read_packed(reader, repository::max_key_file_bytes));
    static_cast<void>(TRY(repository::parse_key_file(text_of(key))));
    files.keys.push_back(std::move(key));
    if (files.keys.size() > max_carried_keys) return failure(ErrorCode::damaged, "too many key files");
  }
  if (files.config.empty() || files.keys.empty()) return failure(ErrorCode::damaged, "no config or no key file");
  return files;
}

Result<RestoredKeyFiles> restore_key_files(store::Store& store, const KeyFiles& files) {
  const std::optional<Bytes> present = TRY(present_config(store));
  if (present && *present != files.config)
    return failure(ErrorCode::already_exists, "the place holds another repository");
  RestoredKeyFiles restored;
  for (const Bytes& key : files.keys) {
    const store::FileName name = key_name(key);
    const auto size = store.size(name);
    if (!size && size.error().code != ErrorCode::not_found) return std::unexpected(size.error());
    // Saved also where it is there: a store that finds another content under that name says so.
    const Result<void> saved = store.save(name, key);
    if (!saved && saved.error().code != ErrorCode::already_exists) return std::unexpected(saved.error());
    ++(!saved ? restored.keys_blocked : size ? restored.keys_there : restored.keys_written);
  }
  // Last, as in a new repository: whoever finds a config finds a key.
  if (!present) {
    TRY(store.save(config_name, files.config));
    restored.wrote_config = true;
  }
  return restored;
}

}  // namespace digue::agent
