#include "backup/sources/overlay_tree.h"

#include <algorithm>
#include <limits>

#include "base/path.h"

namespace digue::backup {

namespace {

using machine::EntryMetadata;
using machine::EntryType;
using machine::Extent;
using machine::FileTime;

/// Nobody knows before the last byte. So large that the file is read by the owner of the archive's threads, whose
/// pieces all of them share, and that no earlier copy has this size and passes for it.
constexpr std::uint64_t size_to_come = std::numeric_limits<std::int64_t>::max();

EntryMetadata metadata_of(EntryType type, std::uint32_t permissions, FileTime made_at) {
  EntryMetadata metadata;
  metadata.type = type;
  metadata.permissions = permissions;
  metadata.modified_at = metadata.accessed_at = metadata.changed_at = made_at;
  metadata.links = 1;
  if (type == EntryType::file) metadata.size = size_to_come;
  return metadata;
}

EntryMetadata file_metadata(FileTime made_at) { return metadata_of(EntryType::file, 0600, made_at); }
EntryMetadata folder_metadata(FileTime made_at) { return metadata_of(EntryType::folder, 0700, made_at); }

class StreamedSource final : public machine::SourceFile {
 public:
  StreamedSource(std::unique_ptr<ContentStream> content, FileTime made_at)
      : content_(std::move(content)), made_at_(made_at) {}

  Result<EntryMetadata> metadata() override { return file_metadata(made_at_); }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    if (error_) return std::unexpected(*error_);
    if (offset != position_) return failure(ErrorCode::bug, "a stream is read in its order alone");
    std::size_t filled = 0;
    while (filled < into.size() && content_ != nullptr) {
      const auto count = content_->read(into.subspan(filled));
      if (!count) {
        error_ = count.error();
        content_.reset();
        return std::unexpected(*error_);
      }
      filled += *count;
      if (*count == 0) content_.reset();
    }
    position_ += filled;
    return filled;
  }

  Result<Extent> extent(std::uint64_t offset, std::uint64_t end) override {
    return Extent{offset, end - offset, false};
  }

 private:
  std::unique_ptr<ContentStream> content_;  ///< gone at its end, and when it broke
  FileTime made_at_;
  std::uint64_t position_ = 0;
  std::optional<Error> error_;
};

class StreamedFolder final : public machine::SourceFolder {
 public:
  StreamedFolder(std::vector<StreamedFile> files, FileTime made_at) : files_(std::move(files)), made_at_(made_at) {}

  Result<EntryMetadata> metadata() override { return folder_metadata(made_at_); }

  Result<std::vector<std::string>> names() override {
    std::vector<std::string> names;
    for (const StreamedFile& file : files_) names.push_back(file.name);
    return names;
  }

  Result<EntryMetadata> entry(const std::string& name) override { return status(name); }

  Result<EntryMetadata> status(const std::string& name) override {
    static_cast<void>(TRY(find(name)));
    return file_metadata(made_at_);
  }

  Result<std::unique_ptr<machine::SourceFile>> open_file(const std::string& name) override {
    const StreamedFile* file = TRY(find(name));
    return std::make_unique<StreamedSource>(TRY(file->open()), made_at_);
  }

  Result<std::unique_ptr<machine::SourceFolder>> open_folder(const std::string& name) override {
    static_cast<void>(TRY(find(name)));
    return failure(ErrorCode::invalid_input, "no folder");
  }

 private:
  Result<const StreamedFile*> find(const std::string& name) const {
    const auto found = std::ranges::find(files_, name, &StreamedFile::name);
    if (found == files_.end()) return failure(ErrorCode::not_found, name);
    return &*found;
  }

  std::vector<StreamedFile> files_;
  FileTime made_at_;
};

}  // namespace

OverlayTree::OverlayTree(machine::FileTree& files, std::string folder, std::vector<StreamedFile> streamed,
                         FileTime made_at)
    : files_(files), folder_(std::move(folder)), streamed_(std::move(streamed)), made_at_(made_at) {
  std::ranges::sort(streamed_, {}, &StreamedFile::name);
}

std::vector<std::string> OverlayTree::paths() const {
  std::vector<std::string> paths;
  for (const StreamedFile& file : streamed_) paths.push_back(folder_ + "/" + file.name);
  return paths;
}

Result<std::string> OverlayTree::absolute(const std::string& path) {
  std::string cleaned = clean_path(path);
  if (cleaned == folder_ || cleaned.starts_with(folder_ + "/")) return cleaned;
  return files_.absolute(path);
}

Result<std::unique_ptr<machine::SourceFolder>> OverlayTree::open_source(const std::string& folder) {
  if (clean_path(folder) != folder_) return files_.open_source(folder);
  return std::make_unique<StreamedFolder>(streamed_, made_at_);
}

Result<std::unique_ptr<machine::TargetTree>> OverlayTree::open_target(const std::string& folder) {
  return files_.open_target(folder);
}

}  // namespace digue::backup
