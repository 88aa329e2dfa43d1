#include <algorithm>
#include <utility>

#include "base/path.h"
#include "machine/fake/memory_files.h"

namespace digue::machine::fake {

namespace {

Result<std::vector<RefusedPart>> write_metadata(MemoryFiles& files, MemoryEntry& entry, const EntryMetadata& metadata) {
  EntryMetadata& now = entry.metadata;
  if (now.type != metadata.type) return failure(ErrorCode::invalid_input, "something else stands there");
  files.touch_status(entry);
  now.user_id = metadata.user_id;
  now.group_id = metadata.group_id;
  now.user = metadata.user;
  now.group = metadata.group;
  now.attributes = metadata.attributes;
  now.modified_at = metadata.modified_at;
  now.accessed_at = metadata.accessed_at;
  if (metadata.type != EntryType::link) now.permissions = metadata.permissions;
  return std::vector<RefusedPart>();
}

class MemoryTargetFile final : public TargetFile {
 public:
  MemoryTargetFile(MemoryFiles& files, EntryPointer entry) : files_(files), entry_(std::move(entry)) {}

  Result<void> write(std::uint64_t offset, ByteView content) override {
    TRY(files_.step("write", ""));
    const std::lock_guard lock(files_.mutex);
    const auto from = static_cast<std::size_t>(offset);
    if (!content.empty()) entry_->content.resize(std::max(entry_->content.size(), from + content.size()));
    std::copy(content.begin(), content.end(), entry_->content.begin() + static_cast<std::ptrdiff_t>(from));
    files_.touch(*entry_);
    return {};
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    TRY(files_.step("read", ""));
    const std::lock_guard lock(files_.mutex);
    return read_content(*entry_, offset, into);
  }

  Result<void> set_size(std::uint64_t size) override {
    TRY(files_.step("set_size", ""));
    const std::lock_guard lock(files_.mutex);
    entry_->content.resize(static_cast<std::size_t>(size));
    files_.touch(*entry_);
    return {};
  }

  Result<std::vector<RefusedPart>> set_metadata(const EntryMetadata& metadata) override {
    TRY(files_.step("set_metadata", ""));
    const std::lock_guard lock(files_.mutex);
    return write_metadata(files_, *entry_, metadata);
  }

 private:
  MemoryFiles& files_;
  EntryPointer entry_;
};

class MemoryTargetTree final : public TargetTree {
 public:
  MemoryTargetTree(MemoryFiles& files, EntryPointer root) : files_(files), root_(std::move(root)) {}

  Result<std::optional<EntryMetadata>> entry(const Path& path) override {
    TRY(files_.step("entry", last(path)));
    const std::lock_guard lock(files_.mutex);
    const Result<EntryPointer> found = at(path);
    if (!found && found.error().code == ErrorCode::not_found) return std::nullopt;
    if (!found) return std::unexpected(found.error());
    return (*found)->metadata;
  }

  Result<std::vector<std::string>> names(const Path& path) override {
    TRY(files_.step("names", last(path)));
    const std::lock_guard lock(files_.mutex);
    std::vector<std::string> names;
    for (const auto& child : TRY(files_.folder(root_, path))->children) names.push_back(child.first);
    return names;
  }

  Result<void> make_folder(const Path& path) override {
    TRY(files_.step("make_folder", last(path)));
    const std::lock_guard lock(files_.mutex);
    const EntryPointer parent = TRY(parent_of(path));
    if (!parent->children.contains(path.back())) {
      return files_.insert(parent, path.back(), files_.make(EntryType::folder));
    }
    TRY(files_.folder(parent, {path.back()}));
    return {};
  }

  Result<std::unique_ptr<TargetFile>> open_file(const Path& path) override {
    TRY(files_.step("open_file", last(path)));
    const std::lock_guard lock(files_.mutex);
    const EntryPointer parent = TRY(parent_of(path));
    if (!parent->children.contains(path.back())) {
      TRY(files_.insert(parent, path.back(), files_.make(EntryType::file)));
    }
    EntryPointer file = TRY(regular_file(parent, path.back()));
    if (file->metadata.links > 1) return failure(ErrorCode::invalid_input, path.back() + " has another name");
    return std::make_unique<MemoryTargetFile>(files_, std::move(file));
  }

  Result<std::unique_ptr<SourceFile>> open_to_read(const Path& path) override {
    TRY(files_.step("open_to_read", last(path)));
    const std::lock_guard lock(files_.mutex);
    return open_memory_file(files_, TRY(regular_file(TRY(parent_of(path)), path.back())));
  }

  Result<void> make_special(const Path& path, const EntryMetadata& metadata) override {
    TRY(files_.step("make_special", last(path)));
    const std::lock_guard lock(files_.mutex);
    const EntryPointer parent = TRY(parent_of(path));
    const bool is_link = metadata.type == EntryType::link;
    if (metadata.type == EntryType::socket) return failure(ErrorCode::unsupported, path.back() + " was a socket");
    if (metadata.type == EntryType::file || metadata.type == EntryType::folder || metadata.type == EntryType::other ||
        (is_link && (metadata.link_target.empty() || metadata.link_target.find('\0') != std::string::npos))) {
      return failure(ErrorCode::invalid_input, path.back() + " is no special file");
    }
    const EntryPointer made = files_.make(metadata.type);
    if (is_link) made->metadata.link_target = metadata.link_target;
    if (metadata.type != EntryType::fifo) made->metadata.device = metadata.device;
    return files_.insert(parent, path.back(), made);
  }

  Result<void> make_hard_link(const Path& existing, const Path& path) override {
    TRY(files_.step("make_hard_link", last(path)));
    const std::lock_guard lock(files_.mutex);
    const EntryPointer to = TRY(parent_of(path));
    const EntryPointer entry = TRY(files_.child(TRY(parent_of(existing)), existing.back()));
    if (entry->metadata.type == EntryType::folder) return failure(ErrorCode::denied, "a folder has one name");
    TRY(files_.insert(to, path.back(), entry));
    ++entry->metadata.links;
    files_.touch_status(*entry);
    return {};
  }

  Result<void> remove(const Path& path) override {
    TRY(files_.step("remove", last(path)));
    const std::lock_guard lock(files_.mutex);
    const EntryPointer parent = TRY(parent_of(path));
    const EntryPointer entry = TRY(files_.child(parent, path.back()));
    files_.take_out(parent, path.back());
    for (std::vector<EntryPointer> folders = {entry}; !folders.empty();) {
      const EntryPointer folder = std::move(folders.back());
      folders.pop_back();
      while (!folder->children.empty()) {
        folders.push_back(folder->children.begin()->second);
        files_.take_out(folder, folder->children.begin()->first);
      }
    }
    return {};
  }

  Result<void> rename(const Path& path, const std::string& new_name) override {
    TRY(files_.step("rename", last(path)));
    const std::lock_guard lock(files_.mutex);
    const EntryPointer parent = TRY(parent_of(path));
    const EntryPointer entry = TRY(files_.child(parent, path.back()));
    TRY(files_.insert(parent, new_name, entry));
    parent->children.erase(path.back());
    files_.touch_status(*entry);
    return {};
  }

  Result<std::vector<RefusedPart>> set_metadata(const Path& path, const EntryMetadata& metadata) override {
    TRY(files_.step("set_metadata", last(path)));
    const std::lock_guard lock(files_.mutex);
    return write_metadata(files_, *TRY(at(path)), metadata);
  }

  Result<void> sync() override { return files_.step("sync", ""); }

 private:
  static std::string last(const Path& path) { return path.empty() ? std::string() : path.back(); }

  Result<EntryPointer> parent_of(const Path& path) {
    if (path.empty()) return failure(ErrorCode::invalid_input, "the restored folder itself");
    if (!is_entry_name(path.back())) return failure(ErrorCode::invalid_input, "no name of an entry");
    return files_.folder(root_, Path(path.begin(), path.end() - 1));
  }

  Result<EntryPointer> at(const Path& path) {
    if (path.empty()) return root_;
    return files_.child(TRY(parent_of(path)), path.back());
  }

  Result<EntryPointer> regular_file(const EntryPointer& parent, const std::string& name) {
    EntryPointer file = TRY(files_.child(parent, name));
    if (file->metadata.type != EntryType::file) return failure(ErrorCode::invalid_input, name + " is no file");
    return file;
  }

  MemoryFiles& files_;
  EntryPointer root_;
};

}  // namespace

std::unique_ptr<TargetTree> open_memory_target(MemoryFiles& files, EntryPointer entry) {
  return std::make_unique<MemoryTargetTree>(files, std::move(entry));
}

}  // namespace digue::machine::fake
