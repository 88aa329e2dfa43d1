#include "store/local.h"

#include <algorithm>

#include "crypto/random.h"

namespace digue::store {

namespace {

constexpr std::string_view temporary_prefix = "digue-tmp-";
constexpr std::chrono::hours leftover_age{24};
constexpr std::size_t compared_at_once = 1024 * 1024;

std::string random_name() { return std::string(temporary_prefix) + to_hex(crypto::random_bytes(8)); }

/// The folder of its packs is named by the first byte of their ids.
std::string pack_folder_name(const FileId& id) { return id.hex().substr(0, 2); }

bool is(const Error& error, ErrorCode code) { return error.code == code; }

/// Something that is no file stands where a file of the repository was: it is the repository that is not whole.
template <typename T>
Result<T> of_a_file(Result<T> result) {
  if (!result && is(result.error(), ErrorCode::invalid_input)) result.error().code = ErrorCode::damaged;
  return result;
}

}  // namespace

/// Is removed when it dies, unless it was given a name.
class LocalStore::TemporaryFile {
 public:
  TemporaryFile(machine::Disk& disk, std::string path, std::unique_ptr<machine::OutputFile> file)
      : disk_(&disk), path_(std::move(path)), file_(std::move(file)) {}
  TemporaryFile(TemporaryFile&& other) noexcept
      : disk_(std::exchange(other.disk_, nullptr)), path_(std::move(other.path_)), file_(std::move(other.file_)) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() {
    file_.reset();
    if (disk_ != nullptr) static_cast<void>(disk_->remove(path_));  // else the next sweep removes it
  }

  const std::string& path() const { return path_; }
  Result<void> write(ByteView content) { return file_->write(content); }
  Result<void> sync_and_close() {
    const Result<void> synced = file_->sync();
    file_.reset();  // Windows does not rename an open file
    return synced;
  }
  void is_named() { disk_ = nullptr; }

 private:
  machine::Disk* disk_;
  std::string path_;
  std::unique_ptr<machine::OutputFile> file_;
};

class LocalStore::LocalUpload final : public Upload {
 public:
  LocalUpload(LocalStore& store, TemporaryFile file) : store_(store), file_(std::move(file)) {}

  Result<void> write(ByteView content) override {
    if (!file_) return failure(ErrorCode::bug, "the pack is finished");
    return file_->write(content);
  }

  Result<void> finish(const FileId& id) override {
    if (!file_) return failure(ErrorCode::bug, "the pack is finished");
    TemporaryFile file = std::move(*file_);
    file_.reset();
    return store_.give_name(std::move(file), {FileType::pack, id});
  }

 private:
  LocalStore& store_;
  std::optional<TemporaryFile> file_;
};

LocalStore::LocalStore(machine::Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}
LocalStore::~LocalStore() = default;

Result<void> LocalStore::create() {
  const auto config_size = disk_.size(path_of({FileType::config, {}}));
  if (config_size) return failure(ErrorCode::already_exists, "there is a config");
  if (!is(config_size.error(), ErrorCode::not_found)) return std::unexpected(config_size.error());
  const auto make = [this](const std::string& path) -> Result<void> {
    const Result<void> made = disk_.make_folder(path);
    if (!made && !is(made.error(), ErrorCode::already_exists)) return made;
    return {};
  };
  TRY(make(folder_));
  for (const FileType type : {FileType::key, FileType::lock, FileType::snapshot, FileType::index, FileType::pack}) {
    TRY(make(folder_ + "/" + std::string(folder_of(type))));
  }
  const std::string packs = folder_ + "/" + std::string(folder_of(FileType::pack));
  for (int i = 0; i < 256; ++i) TRY(make(packs + "/" + to_hex(std::array{static_cast<std::byte>(i)})));
  TRY(disk_.sync_folder(packs));
  TRY(disk_.sync_folder(folder_));
  return disk_.sync_folder(folder_.substr(0, std::max<std::size_t>(folder_.rfind('/'), 1)));
}

std::string LocalStore::folder_with(const FileName& name) const {
  if (name.type == FileType::config) return folder_;
  std::string folder = folder_ + "/" + std::string(folder_of(name.type));
  if (name.type == FileType::pack) folder += "/" + pack_folder_name(name.id);
  return folder;
}

std::string LocalStore::path_of(const FileName& name) const {
  const std::string last = name.type == FileType::config ? std::string(folder_of(name.type)) : name.id.hex();
  return folder_with(name) + "/" + last;
}

Result<LocalStore::TemporaryFile> LocalStore::begin_file(const std::string& folder) {
  const std::string name = random_name();
  std::string path = folder + "/" + name;
  auto created = disk_.create(path);
  if (!created && is(created.error(), ErrorCode::not_found)) {
    TRY(make_lost_folder(folder));
    created = disk_.create(path);
  }
  TemporaryFile file(disk_, path, TRY(std::move(created)));
  sweep_beside(folder, name);
  return file;
}

/// What copies a repository from place to place often leaves out its empty folders. Nothing is made where there is no
/// repository: a disk may not be plugged in.
Result<void> LocalStore::make_lost_folder(const std::string& folder) {
  static_cast<void>(TRY(disk_.size(path_of({FileType::config, {}}))));
  const Result<void> made = disk_.make_folder(folder);
  if (!made && is(made.error(), ErrorCode::already_exists))
    return failure(ErrorCode::damaged, folder + " is no folder");
  TRY(made);
  return disk_.sync_folder(folder_);
}

/// What cannot be swept disturbs nobody, so errors are none.
void LocalStore::sweep_beside(const std::string& folder, const std::string& own_name) {
  {
    const std::lock_guard lock(mutex_);
    if (!swept_.insert(folder).second) return;
  }
  const auto entries = disk_.list(folder);
  if (!entries) return;
  const auto own = std::ranges::find(*entries, own_name, &machine::DiskEntry::name);
  if (own == entries->end() || !own->modified_at) return;
  for (const machine::DiskEntry& entry : *entries) {
    const bool is_temporary = !entry.is_folder && entry.name.starts_with(temporary_prefix);
    if (!is_temporary || !entry.modified_at || *own->modified_at - *entry.modified_at < leftover_age) continue;
    static_cast<void>(disk_.remove(folder + "/" + entry.name));  // what stays harms nobody
  }
}

Result<void> LocalStore::save(const FileName& name, ByteView content) {
  if (name.type == FileType::pack) {
    const auto upload = TRY(begin_pack());
    TRY(upload->write(content));
    return upload->finish(name.id);
  }
  TemporaryFile file = TRY(begin_file_where_folder_may_be_gone(name));
  TRY(file.write(content));
  return give_name(std::move(file), name);
}

/// Somebody may have removed keys/ with all that was in it. Its folder is made again only below one that is there: a
/// disk that is not plugged in gets none.
Result<LocalStore::TemporaryFile> LocalStore::begin_file_where_folder_may_be_gone(const FileName& name) {
  Result<TemporaryFile> file = begin_file(folder_with(name));
  if (file || !is(file.error(), ErrorCode::not_found) || name.type == FileType::config) return file;
  const Result<void> made = disk_.make_folder(folder_with(name));
  if (!made && !is(made.error(), ErrorCode::already_exists)) return std::unexpected(made.error());
  TRY(disk_.sync_folder(folder_));
  return begin_file(folder_with(name));
}

Result<std::unique_ptr<Upload>> LocalStore::begin_pack() {
  return std::make_unique<LocalUpload>(*this, TRY(begin_file(folder_ + "/" + std::string(folder_of(FileType::pack)))));
}

Result<void> LocalStore::give_name(TemporaryFile file, const FileName& name) {
  TRY(file.sync_and_close());
  const Result<void> renamed = rename_to(file, name);
  if (!renamed && !is(renamed.error(), ErrorCode::already_exists)) return renamed;
  if (!renamed && !TRY(have_same_content(file.path(), path_of(name)))) {
    return failure(ErrorCode::already_exists, describe(name) + " has another content");
  }
  // Also for a name that was there: whoever gave it may not have come this far.
  TRY(disk_.sync_folder(folder_with(name)));
  if (name.type == FileType::pack) TRY(make_pack_folder_durable(folder_with(name)));
  return {};
}

Result<void> LocalStore::rename_to(TemporaryFile& file, const FileName& name) {
  Result<void> renamed = disk_.rename(file.path(), path_of(name));
  if (!renamed && is(renamed.error(), ErrorCode::not_found) && name.type == FileType::pack) {
    const Result<void> made = disk_.make_folder(folder_with(name));
    if (!made && !is(made.error(), ErrorCode::already_exists)) return made;
    renamed = disk_.rename(file.path(), path_of(name));
  }
  if (renamed) file.is_named();
  return renamed;
}

/// Whoever made the folder may have been stopped before its own name was durable.
Result<void> LocalStore::make_pack_folder_durable(const std::string& path) {
  {
    const std::lock_guard lock(mutex_);
    if (durable_.contains(path)) return {};
  }
  TRY(disk_.sync_folder(folder_ + "/" + std::string(folder_of(FileType::pack))));
  const std::lock_guard lock(mutex_);
  durable_.insert(path);
  return {};
}

Result<bool> LocalStore::have_same_content(const std::string& path, const std::string& other_path) {
  const std::uint64_t size = TRY(disk_.size(path));
  if (TRY(disk_.size(other_path)) != size) return false;
  Bytes part;
  Bytes other_part;
  for (std::uint64_t offset = 0; offset < size; offset += part.size()) {
    part.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size - offset, compared_at_once)));
    other_part.resize(part.size());
    TRY(disk_.read(path, offset, part));
    TRY(disk_.read(other_path, offset, other_part));
    if (part != other_part) return false;
  }
  return true;
}

Result<Bytes> LocalStore::load(const FileName& name, std::uint64_t max_bytes) {
  const std::uint64_t length = TRY(size(name));
  if (length > max_bytes) return failure(ErrorCode::invalid_input, describe(name) + " is too long");
  return load_part(name, 0, static_cast<std::size_t>(length));
}

Result<void> LocalStore::read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) {
  return of_a_file(disk_.read(path_of(name), offset, into));
}

Result<std::uint64_t> LocalStore::size(const FileName& name) { return of_a_file(disk_.size(path_of(name))); }

Result<void> LocalStore::list_folder(const std::string& folder, std::string_view prefix,
                                     std::vector<ListedFile>& listed) {
  const auto entries = TRY(disk_.list(folder));
  for (const machine::DiskEntry& entry : entries) {
    if (entry.is_folder || !entry.name.starts_with(prefix)) continue;
    if (const auto id = FileId::from_hex(entry.name)) listed.push_back({*id, entry.size, std::nullopt});
  }
  return {};
}

Result<std::vector<ListedFile>> LocalStore::list(FileType type) {
  std::vector<ListedFile> listed;
  const auto config_size = disk_.size(path_of({FileType::config, {}}));
  if (!config_size && !is(config_size.error(), ErrorCode::not_found)) return std::unexpected(config_size.error());
  if (type == FileType::config) {
    if (config_size) listed.push_back({{}, *config_size, std::nullopt});
    return listed;
  }
  const std::string folder = folder_ + "/" + std::string(folder_of(type));
  const auto entries = of_a_file(disk_.list(folder));
  if (!entries && is(entries.error(), ErrorCode::not_found) && config_size) return listed;
  if (!entries) return std::unexpected(entries.error());
  if (type != FileType::pack) {
    TRY(list_folder(folder, "", listed));
    return listed;
  }
  for (const machine::DiskEntry& entry : *entries) {
    if (!entry.is_folder || entry.name.size() != 2) continue;
    const Result<void> below = list_folder(folder + "/" + entry.name, entry.name, listed);
    if (!below && !is(below.error(), ErrorCode::not_found)) return std::unexpected(below.error());
  }
  return listed;
}

Result<void> LocalStore::remove(const FileName& name) {
  const Result<void> removed = disk_.remove(path_of(name));
  if (!removed && !is(removed.error(), ErrorCode::not_found)) return removed;
  if (name.type == FileType::pack) return {};
  const Result<void> synced = disk_.sync_folder(folder_with(name));
  if (!synced && !(!removed && is(synced.error(), ErrorCode::not_found))) return synced;
  return {};
}

}  // namespace digue::store
