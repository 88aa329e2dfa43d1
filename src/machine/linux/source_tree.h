#pragma once

#include "machine/file_tree.h"
#include "machine/linux/entry.h"
#include "machine/posix/descriptor.h"

namespace digue::machine::linux {

/// A folder held open. Each folder of a path that is being walked costs one descriptor, so a walk is as deep as the
/// limit of descriptors allows (LinuxFileTree raises it). One thread at a time.
class LinuxSourceFolder final : public SourceFolder {
 public:
  LinuxSourceFolder(TreeTools& tools, posix::Descriptor folder) : tools_(tools), folder_(std::move(folder)) {}

  Result<EntryMetadata> metadata() override;
  Result<std::vector<std::string>> names() override;
  Result<EntryMetadata> entry(const std::string& name) override;
  Result<EntryMetadata> status(const std::string& name) override;
  Result<std::unique_ptr<SourceFile>> open_file(const std::string& name) override;
  Result<std::unique_ptr<SourceFolder>> open_folder(const std::string& name) override;

 private:
  TreeTools& tools_;
  posix::Descriptor folder_;
  bool may_hide_ = true;
};

}  // namespace digue::machine::linux
