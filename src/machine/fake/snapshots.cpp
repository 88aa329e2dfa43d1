#include "machine/fake/snapshots.h"

#include <set>

#include "base/path.h"
#include "base/text.h"

namespace digue::machine::fake {

namespace {

/// The folder of the root that a path lies in.
std::string file_system_of(const std::string& path) {
  const std::string cleaned = clean_path(path);
  return cleaned.substr(0, cleaned.find('/', 1));
}

Result<void> copy(SourceFolder& from, const std::string& path, MemoryFileTree& into) {
  into.put_folder(path);
  for (const std::string& name : TRY(from.names())) {
    const std::string below = path == "/" ? "/" + name : path + "/" + name;
    const EntryMetadata entry = TRY(from.entry(name));
    if (entry.type == EntryType::folder) {
      TRY(copy(*TRY(from.open_folder(name)), below, into));
    } else if (entry.type == EntryType::link) {
      into.put_link(below, entry.link_target);
    } else if (entry.type == EntryType::file) {
      Bytes content(static_cast<std::size_t>(entry.size));
      content.resize(TRY(TRY(from.open_file(name))->read(0, content)));
      into.put_file(below, text_of(content));
    }
  }
  return {};
}

/// What was, of some file systems alone.
class FilesOfThen final : public FileTree {
 public:
  explicit FilesOfThen(std::set<std::string> file_systems) : file_systems_(std::move(file_systems)) {}

  Result<std::string> absolute(const std::string& path) override { return files_.absolute(path); }

  Result<std::unique_ptr<SourceFolder>> open_source(const std::string& folder) override {
    if (!file_systems_.contains(file_system_of(folder))) return failure(ErrorCode::not_found, "not of that moment");
    return files_.open_source(folder);
  }

  Result<std::unique_ptr<TargetTree>> open_target(const std::string&) override {
    return failure(ErrorCode::denied, "what was cannot be changed");
  }

  MemoryFileTree& copied() { return files_; }

 private:
  std::set<std::string> file_systems_;
  MemoryFileTree files_;
};

class MemorySnapshot final : public Snapshot {
 public:
  MemorySnapshot(std::unique_ptr<FilesOfThen> files, std::vector<SnapshotWriter> writers, int& alive)
      : files_(std::move(files)), writers_(std::move(writers)), alive_(alive) {
    ++alive_;
  }
  ~MemorySnapshot() override { --alive_; }

  FileTree& files() override { return *files_; }
  std::vector<SnapshotWriter> writers() const override { return writers_; }

 private:
  std::unique_ptr<FilesOfThen> files_;
  std::vector<SnapshotWriter> writers_;
  int& alive_;
};

}  // namespace

Result<std::unique_ptr<Snapshot>> MemorySnapshots::make(const std::vector<std::string>& paths, Deadline) {
  if (failure) return digue::failure(*failure, "as the test wants");
  if (alive > 0) return digue::failure(ErrorCode::locked, "another one is there");
  std::set<std::string> file_systems;
  for (const std::string& path : paths) {
    const std::string file_system = file_system_of(path);
    TRY(files_.open_source(file_system));
    file_systems.insert(file_system);
  }
  auto then = std::make_unique<FilesOfThen>(std::move(file_systems));
  TRY(copy(*TRY(files_.open_source("/")), "/", then->copied()));
  return std::make_unique<MemorySnapshot>(std::move(then), writers, alive);
}

}  // namespace digue::machine::fake
