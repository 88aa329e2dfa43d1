#pragma once

#include "machine/file_tree.h"

namespace digue::backup {

/// The folder of a restore that only shows what it would do: looks at what stands there, and changes nothing.
class RehearsalTarget final : public machine::TargetTree {
 public:
  /// Null if the folder does not exist: then it is empty.
  explicit RehearsalTarget(std::unique_ptr<machine::TargetTree> existing) : existing_(std::move(existing)) {}

  Result<std::optional<machine::EntryMetadata>> entry(const Path& path) override;
  Result<std::vector<std::string>> names(const Path& path) override;
  Result<std::unique_ptr<machine::SourceFile>> open_to_read(const Path& path) override;

  Result<void> make_folder(const Path&) override { return {}; }
  Result<std::unique_ptr<machine::TargetFile>> open_file(const Path&) override;
  Result<void> make_special(const Path&, const machine::EntryMetadata&) override { return {}; }
  Result<void> make_hard_link(const Path&, const Path&) override { return {}; }
  Result<void> remove(const Path&) override { return {}; }
  Result<void> rename(const Path&, const std::string&) override { return {}; }
  Result<std::vector<machine::RefusedPart>> set_metadata(const Path&, const machine::EntryMetadata&) override {
    return std::vector<machine::RefusedPart>();
  }
  Result<void> sync() override { return {}; }

 private:
  std::unique_ptr<machine::TargetTree> existing_;
};

}  // namespace digue::backup
