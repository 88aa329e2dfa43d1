#include <algorithm>
#include <utility>

#include "machine/fake/memory_files.h"

namespace digue::machine::fake {

namespace {

constexpr std::uint64_t block_bytes = 4096;

bool is_zero_block(const Bytes& content, std::uint64_t offset) {
  const std::uint64_t begin = offset / block_bytes * block_bytes;
  const std::uint64_t end = std::min<std::uint64_t>(begin + block_bytes, content.size());
  return std::all_of(content.begin() + static_cast<std::ptrdiff_t>(begin),
                     content.begin() + static_cast<std::ptrdiff_t>(end),
                     [](std::byte byte) { return byte == std::byte{0}; });
}

class MemorySourceFile final : public SourceFile {
 public:
  MemorySourceFile(MemoryFiles& files, EntryPointer entry) : files_(files), entry_(std::move(entry)) {}

  Result<EntryMetadata> metadata() override {
    TRY(files_.step("metadata", ""));
    const std::lock_guard lock(files_.mutex);
    entry_->metadata.size = entry_->content.size();
    return entry_->metadata;
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    TRY(files_.step("read", ""));
    const std::lock_guard lock(files_.mutex);
    return read_content(*entry_, offset, into);
  }

  Result<Extent> extent(std::uint64_t offset, std::uint64_t end) override {
    TRY(files_.step("extent", ""));
    const std::lock_guard lock(files_.mutex);
    const std::uint64_t last = std::min<std::uint64_t>(end, entry_->content.size());
    if (offset >= last) return Extent{offset, 0, true};
    const bool is_hole = is_zero_block(entry_->content, offset);
    std::uint64_t at = offset;
    while (at < last && is_zero_block(entry_->content, at) == is_hole) at = (at / block_bytes + 1) * block_bytes;
    return Extent{offset, std::min(at, last) - offset, is_hole};
  }

 private:
  MemoryFiles& files_;
  EntryPointer entry_;
};

class MemorySourceFolder final : public SourceFolder {
 public:
  MemorySourceFolder(MemoryFiles& files, EntryPointer entry) : files_(files), entry_(std::move(entry)) {}

  Result<EntryMetadata> metadata() override {
    TRY(files_.step("metadata", ""));
    const std::lock_guard lock(files_.mutex);
    return entry_->metadata;
  }

  Result<std::vector<std::string>> names() override {
    TRY(files_.step("names", ""));
    const std::lock_guard lock(files_.mutex);
    std::vector<std::string> names;
    for (const auto& child : entry_->children) names.push_back(child.first);
    return names;
  }

  Result<EntryMetadata> entry(const std::string& name) override {
    TRY(files_.step("entry", name));
    const std::lock_guard lock(files_.mutex);
    return TRY(files_.child(entry_, name))->metadata;
  }

  Result<EntryMetadata> status(const std::string& name) override {
    TRY(files_.step("status", name));
    const std::lock_guard lock(files_.mutex);
    EntryMetadata metadata = TRY(files_.child(entry_, name))->metadata;
    metadata.link_target.clear();
    metadata.attributes.clear();
    metadata.unread_attributes.clear();
    return metadata;
  }

  Result<std::unique_ptr<SourceFile>> open_file(const std::string& name) override {
    TRY(files_.step("open_file", name));
    const std::lock_guard lock(files_.mutex);
    EntryPointer file = TRY(files_.child(entry_, name));
    if (file->metadata.type != EntryType::file) return failure(ErrorCode::invalid_input, name + " is no file");
    return open_memory_file(files_, std::move(file));
  }

  Result<std::unique_ptr<SourceFolder>> open_folder(const std::string& name) override {
    TRY(files_.step("open_folder", name));
    const std::lock_guard lock(files_.mutex);
    return open_memory_folder(files_, TRY(files_.folder(entry_, {name})));
  }

 private:
  MemoryFiles& files_;
  EntryPointer entry_;
};

}  // namespace

std::unique_ptr<SourceFile> open_memory_file(MemoryFiles& files, EntryPointer entry) {
  return std::make_unique<MemorySourceFile>(files, std::move(entry));
}

std::unique_ptr<SourceFolder> open_memory_folder(MemoryFiles& files, EntryPointer entry) {
  return std::make_unique<MemorySourceFolder>(files, std::move(entry));
}

}  // namespace digue::machine::fake
