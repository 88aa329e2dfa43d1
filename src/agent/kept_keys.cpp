#include "agent/kept_keys.h"

#include <algorithm>

#include "agent/paper_key.h"
#include "agent/state.h"
#include "crypto/hash.h"
#include "machine/private_folder.h"
#include "repository/key_file.h"
#include "store/local.h"
#include "store/memory.h"

namespace digue::agent {

using repository::RepositoryId;
using store::FileType;

namespace {

constexpr std::string_view kept_folder = "kept-keys";
/// In a place, beside the folders of its repository: restic passes over it.
constexpr std::string_view folder_in_place = "/digue";
constexpr std::string_view mark_file = "/digue/repere";
constexpr std::size_t mark_digits = 8;
constexpr std::size_t max_kept_bytes = max_carried_keys * repository::max_key_file_bytes;
/// Snapshots and indexes that are tried with each kept key.
constexpr std::size_t max_tried_files = 5;

const store::FileName kept_config{FileType::config, {}};

store::FileName kept_key(ByteView content) { return {FileType::key, store::FileId(crypto::sha256(content))}; }

Result<void> make_folder(machine::Disk& disk, const std::string& path) {
  const Result<void> made = disk.make_folder(path);
  if (!made && made.error().code != ErrorCode::already_exists) return made;
  if (made) TRY(disk.sync_folder(path.substr(0, path.rfind('/'))));
  return {};
}

/// What stands there under that name is no secret and no backup: it is a copy, and is made anew.
Result<void> save_anew(store::Store& store, const store::FileName& name, ByteView content) {
  const Result<Bytes> present = store.load(name, max_kept_bytes);
  if (present && *present == Bytes(content.begin(), content.end())) return {};
  if (present || present.error().code != ErrorCode::not_found) TRY(store.remove(name));
  return store.save(name, content);
}

/// The mark of the repository, for who finds the disk and has several sheets.
Result<void> write_mark(machine::Disk& disk, const std::string& folder, const std::string& mark) {
  const std::string path = folder + std::string(mark_file);
  const std::string content = mark + "\n";
  if (const auto size = disk.size(path); size && *size == content.size()) return {};
  const Result<void> swept = disk.remove(path);  // torn, or by another hand
  if (!swept && swept.error().code != ErrorCode::not_found) return swept;
  const auto file = TRY(disk.create(path));
  TRY(file->write(bytes_of(content)));
  TRY(file->sync());
  return disk.sync_folder(folder + std::string(folder_in_place));
}

std::optional<std::string> read_mark(machine::Disk& disk, const std::string& folder) {
  std::array<std::byte, mark_digits> digits{};
  if (!disk.read(folder + std::string(mark_file), 0, digits)) return std::nullopt;
  const std::string_view mark = text_of(digits);
  if (mark.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  return std::string(mark);
}

/// Gives the place what opens the others.
Result<void> share_keys(const std::string& folder, const RepositoryId& own, const PlaceTools& tools) {
  const std::string top = folder + std::string(folder_in_place);
  TRY(make_folder(tools.disk, top));
  TRY(write_mark(tools.disk, folder, own.short_hex()));
  for (const RepositoryId& other : TRY(kept_repositories(tools.state, tools.disk))) {
    if (other == own) continue;
    const KeyFiles files = TRY(read_key_folder(tools.disk, kept_keys_folder(tools.state, other)));
    TRY(copy_key_files(tools.disk, top + "/cles-" + other.short_hex(), files));
  }
  return {};
}

/// Whether a repository opened with these key files can read what lies in the place.
bool opens_place(const KeyFiles& files, store::Store& place, const crypto::Secret& password) {
  store::MemoryStore alone;
  if (!alone.create() || !alone.save(kept_config, files.config)) return false;
  for (const Bytes& key : files.keys) static_cast<void>(alone.save(kept_key(key), key));
  const auto opened = repository::open_repository(alone, password);
  if (!opened) return false;
  auto tools = opened->repository->make_tools();
  for (const FileType type : {FileType::snapshot, FileType::index}) {
    const auto listed = place.list(type);
    if (!listed) continue;
    for (std::size_t at = 0; at < std::min(listed->size(), max_tried_files); ++at) {
      const store::FileName name{type, (*listed)[at].id};
      const auto content = place.load(name, (*listed)[at].size);
      if (!content || !alone.save(name, *content)) continue;
      if (opened->repository->load_unpacked(name, tools)) return true;
    }
  }
  return false;
}

}  // namespace

std::string kept_keys_folder(const std::string& state, const RepositoryId& repository) {
  return state + "/" + std::string(kept_folder) + "/" + repository.hex();
}

Result<std::vector<RepositoryId>> kept_repositories(const std::string& state, machine::Disk& disk) {
  std::vector<RepositoryId> kept;
  const auto entries = disk.list(state + "/" + std::string(kept_folder));
  if (!entries && entries.error().code == ErrorCode::not_found) return kept;
  if (!entries) return std::unexpected(entries.error());
  for (const machine::DiskEntry& entry : *entries) {
    const auto id = RepositoryId::from_hex(entry.name);
    if (id && entry.is_folder) kept.push_back(*id);
  }
  std::ranges::sort(kept);
  return kept;
}

Result<void> copy_key_files(machine::Disk& disk, const std::string& folder, const KeyFiles& files) {
  TRY(make_folder(disk, folder));
  store::LocalStore copy(disk, folder);
  std::vector<store::FileId> wanted;
  for (const Bytes& key : files.keys) {
    const store::FileName name = kept_key(key);
    TRY(save_anew(copy, name, key));
    wanted.push_back(name.id);
  }
  TRY(save_anew(copy, kept_config, files.config));
  for (const store::ListedFile& listed : TRY(copy.list(FileType::key))) {
    if (std::ranges::find(wanted, listed.id) == wanted.end()) TRY(copy.remove({FileType::key, listed.id}));
  }
  return {};
}

Result<KeyFiles> read_key_folder(machine::Disk& disk, const std::string& folder) {
  store::LocalStore store(disk, folder);
  KeyFiles files;
  files.config = TRY(store.load(kept_config, repository::max_config_bytes));
  for (const store::ListedFile& listed : TRY(store.list(FileType::key))) {
    if (files.keys.size() == max_carried_keys) break;
    Result<Bytes> key = store.load({FileType::key, listed.id}, repository::max_key_file_bytes);
    const bool is_key = key && kept_key(*key).id == listed.id && repository::parse_key_file(text_of(*key));
    if (is_key) files.keys.push_back(std::move(*key));
  }
  if (files.keys.empty()) return failure(ErrorCode::not_found, "no key file there");
  return files;
}

Result<void> keep_keys(const plan::Place& place, const repository::OpenedRepository& opened,
                       const std::optional<std::string>& folder, const PlaceTools& tools) {
  const RepositoryId id = opened.repository->config().id;
  const KeyFiles files = TRY(collect_key_files(opened.repository->store(), opened.key, max_kept_bytes));
  TRY(machine::PrivateFolder::open(tools.state + "/" + std::string(kept_folder)));
  TRY(copy_key_files(tools.disk, kept_keys_folder(tools.state, id), files));
  journal::Journal journal = TRY(open_state(tools.state));
  TRY(note_kept_key({place.id, id.hex(), opened.key.hex()}, tools.clock.now(), journal));
  return folder ? share_keys(*folder, id, tools) : Result<void>();
}

Result<KeyFiles> find_kept_keys(store::Store& place, const std::string& state, machine::Disk& disk,
                                const crypto::Secret& password) {
  const Result<Bytes> config = place.load(kept_config, repository::max_config_bytes);
  for (const RepositoryId& id : TRY(kept_repositories(state, disk))) {
    Result<KeyFiles> files = read_key_folder(disk, kept_keys_folder(state, id));
    if (!files) continue;
    if (config ? files->config == *config : opens_place(*files, place, password)) return files;
  }
  return failure(ErrorCode::not_found, "no kept keys fit this repository");
}

std::optional<std::string> sheet_mark_of(store::Store& place, const std::optional<std::string>& folder,
                                         const std::string& state, machine::Disk& disk) {
  const Result<Bytes> config = place.load(kept_config, repository::max_config_bytes);
  for (const RepositoryId& id : kept_repositories(state, disk).value_or(std::vector<RepositoryId>())) {
    const auto files = read_key_folder(disk, kept_keys_folder(state, id));
    if (config && files && files->config == *config) return id.short_hex();
  }
  return folder ? read_mark(disk, *folder) : std::nullopt;
}

}  // namespace digue::agent
