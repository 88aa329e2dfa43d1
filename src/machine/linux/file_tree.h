#pragma once

#include "machine/file_tree.h"
#include "machine/linux/entry.h"

namespace digue::machine::linux {

/// The files of a Linux computer. What it opened must not outlive it. Needs /proc: `unsupported` without it.
class LinuxFileTree final : public FileTree {
 public:
  /// Raises this process's limit of open descriptors to what the administrator allows: a walk holds one for each level
  /// of folders, and 1,024 is less than file systems have.
  LinuxFileTree();

  Result<std::string> absolute(const std::string& path) override;
  Result<std::unique_ptr<SourceFolder>> open_source(const std::string& folder) override;
  Result<std::unique_ptr<TargetTree>> open_target(const std::string& folder) override;

 private:
  TreeTools tools_;
};

}  // namespace digue::machine::linux
