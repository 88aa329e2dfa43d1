#pragma once

#include <mutex>

#include "machine/file_tree.h"
#include "machine/linux/entry.h"
#include "machine/linux/folder_cache.h"
#include "machine/linux/open_entry.h"

namespace digue::machine::linux {

/// Restores below one folder that is held open; see FolderCache for why nothing can lead outside.
class LinuxTargetTree final : public TargetTree {
 public:
  LinuxTargetTree(TreeTools& tools, posix::Descriptor root) : tools_(tools), folders_(std::move(root)) {}

  Result<std::optional<EntryMetadata>> entry(const Path& path) override;
  Result<std::vector<std::string>> names(const Path& path) override;
  Result<void> make_folder(const Path& path) override;
  Result<std::unique_ptr<TargetFile>> open_file(const Path& path) override;
  Result<std::unique_ptr<SourceFile>> open_to_read(const Path& path) override;
  Result<void> make_special(const Path& path, const EntryMetadata& metadata) override;
  Result<void> make_hard_link(const Path& existing, const Path& path) override;
  Result<void> remove(const Path& path) override;
  Result<void> rename(const Path& path, const std::string& new_name) override;
  Result<std::vector<RefusedPart>> set_metadata(const Path& path, const EntryMetadata& metadata) override;
  Result<void> sync() override;

 private:
  Result<posix::Descriptor> open_itself(const Path& path, int flags);
  /// Not open, and errno says why, if it is none that was made just now.
  posix::Descriptor make_file(int folder, const std::string& name);

  TreeTools& tools_;
  FolderCache folders_;
  std::mutex making_;  ///< of new files
};

/// A file, link or special file, or a folder with all below it; no recursion, so no depth ends the stack.
Result<void> remove_all(int folder, const std::string& name);

/// Of something open, also with O_PATH, as TargetTree::set_metadata() promises.
Result<std::vector<RefusedPart>> write_metadata(const OpenEntry& entry, const EntryMetadata& metadata);

}  // namespace digue::machine::linux
