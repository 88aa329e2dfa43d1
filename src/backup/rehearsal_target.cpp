#include "backup/rehearsal_target.h"

namespace digue::backup {

namespace {

class NoFile final : public machine::TargetFile {
 public:
  Result<void> write(std::uint64_t, ByteView) override { return {}; }
  Result<std::size_t> read(std::uint64_t, std::span<std::byte>) override { return 0; }
  Result<void> set_size(std::uint64_t) override { return {}; }
  Result<std::vector<machine::RefusedPart>> set_metadata(const machine::EntryMetadata&) override {
    return std::vector<machine::RefusedPart>();
  }
};

}  // namespace

Result<std::optional<machine::EntryMetadata>> RehearsalTarget::entry(const Path& path) {
  if (!existing_) return std::nullopt;
  return existing_->entry(path);
}

Result<std::vector<std::string>> RehearsalTarget::names(const Path& path) {
  if (!existing_) return std::vector<std::string>();
  auto names = existing_->names(path);
  // The real restore would have made it by now.
  if (!names && names.error().code == ErrorCode::not_found) return std::vector<std::string>();
  return names;
}

Result<std::unique_ptr<machine::SourceFile>> RehearsalTarget::open_to_read(const Path& path) {
  if (!existing_) return failure(ErrorCode::not_found, "nothing was restored");
  return existing_->open_to_read(path);
}

Result<std::unique_ptr<machine::TargetFile>> RehearsalTarget::open_file(const Path&) {
  return std::make_unique<NoFile>();
}

}  // namespace digue::backup
