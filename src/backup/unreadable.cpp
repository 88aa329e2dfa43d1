#include "backup/unreadable.h"

#include <algorithm>

#include "backup/before_archive.h"
#include "repository/index_file.h"
#include "repository/snapshot.h"

namespace digue::backup {

using repository::BlobTools;
using repository::Repository;
using store::FileName;
using store::FileType;

namespace {

constexpr std::uint64_t copied_at_once = std::uint64_t{4} * 1024 * 1024;
/// Strangers may use the same name for several contents.
constexpr int max_copies_of_a_name = 1'000;

Result<void> try_to_read(Repository& repository, const FileName& name, BlobTools& tools) {
  const Bytes plain = TRY(repository.load_unpacked(name, tools));
  if (name.type == FileType::snapshot) {
    TRY(repository::parse_snapshot(text_of(plain)));
    return {};
  }
  return repository::read_index(plain, [](const repository::IndexedPack&) { return Result<void>(); });
}

/// What no other answer of the place, and no newer program, would make readable.
bool is_hopeless(const Error& error) {
  return error.code == ErrorCode::damaged || error.code == ErrorCode::invalid_input;
}

Result<void> copy(store::Store& store, const UnreadableFile& file, machine::Disk& disk, const std::string& path) {
  const auto output = TRY(disk.create(path));
  for (std::uint64_t offset = 0; offset < file.size; offset += copied_at_once) {
    const std::uint64_t length = std::min(copied_at_once, file.size - offset);
    TRY(output->write(TRY(store.load_part(file.name, offset, static_cast<std::size_t>(length)))));
  }
  return output->sync();
}

/// "index-6f1a…", and with a number where that is taken.
Result<void> give_free_name(machine::Disk& disk, const std::string& from, const std::string& path) {
  for (int number = 1; number <= max_copies_of_a_name; ++number) {
    const Result<void> renamed = disk.rename(from, number == 1 ? path : path + "-" + std::to_string(number));
    if (renamed || renamed.error().code != ErrorCode::already_exists) return renamed;
  }
  return failure(ErrorCode::already_exists, path + " has too many copies");
}

Result<void> keep_copy(store::Store& store, const UnreadableFile& file, machine::Disk& disk,
                       const std::string& folder) {
  const std::string path = folder + "/" + std::string(store::folder_of(file.name.type)) + "-" + file.name.id.hex();
  const std::string unfinished = path + ".new";
  static_cast<void>(disk.remove(unfinished));  // what a crash left
  Result<void> kept = copy(store, file, disk, unfinished);
  if (kept) kept = give_free_name(disk, unfinished, path);
  if (!kept) {
    static_cast<void>(disk.remove(unfinished));
    return kept;
  }
  return disk.sync_folder(folder);
}

/// The packs that only a broken index named tell themselves what they hold.
Result<void> name_all_packs(Repository& repository, BlobTools& tools) {
  repository.index() = {};
  static_cast<void>(TRY(repository.load_index(tools)));
  repository::BlobWriter writer(repository);
  static_cast<void>(TRY(adopt_packs(repository, writer, tools)));
  return writer.flush(tools);
}

}  // namespace

Result<std::vector<UnreadableFile>> find_unreadable(Repository& repository, BlobTools& tools) {
  std::vector<UnreadableFile> found;
  for (const FileType type : {FileType::index, FileType::snapshot}) {
    const auto listed = TRY(repository.store().list(type));
    for (const store::ListedFile& file : listed) {
      const FileName name{type, file.id};
      const Result<void> read = try_to_read(repository, name, tools);
      if (read || read.error().code == ErrorCode::not_found) continue;
      if (!is_hopeless(read.error())) return std::unexpected(read.error());
      found.push_back({name, file.size, read.error()});
    }
  }
  return found;
}

Result<void> set_aside(Repository& repository, const std::vector<UnreadableFile>& files, machine::Disk& disk,
                       const std::string& folder, BlobTools& tools) {
  for (const UnreadableFile& file : files) {
    // A place that answered wrongly once must not cost a good file.
    const Result<void> read = try_to_read(repository, file.name, tools);
    if (read || read.error().code == ErrorCode::not_found) continue;
    if (!is_hopeless(read.error())) return read;
    TRY(keep_copy(repository.store(), file, disk, folder));
    TRY(repository.store().remove(file.name));
  }
  return name_all_packs(repository, tools);
}

}  // namespace digue::backup
