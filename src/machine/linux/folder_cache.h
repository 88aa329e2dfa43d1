#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "machine/file_tree.h"
#include "machine/posix/descriptor.h"

namespace digue::machine::linux {

/// The folders below one folder, opened name by name: no name is ever resolved through a link, and no path is too long
/// for the system. The last used ones stay open, so most files cost no walk. Any thread may call it.
class FolderCache {
 public:
  /// A folder open with O_PATH. Shared between the cache, which may forget it at any time, and those who use it now.
  using Folder = std::shared_ptr<const posix::Descriptor>;

  explicit FolderCache(posix::Descriptor root);

  /// The folder that holds the last name of `path`, which has one. `not_found` if one on the way is missing,
  /// `invalid_input` if something else stands there or if a name is none.
  Result<Folder> parent(const TargetTree::Path& path);
  const posix::Descriptor& root() const { return *root_; }
  /// The folder at `path`, and all below it, got another name or went.
  void forget(const TargetTree::Path& path);

 private:
  struct Kept {
    std::string path;
    Folder folder;
  };

  Folder find(std::string_view path);
  void keep(const std::string& path, const Folder& folder);

  Folder root_;
  std::mutex mutex_;
  std::list<Kept> kept_;  ///< the last used first
  std::unordered_map<std::string_view, std::list<Kept>::iterator> by_path_;
};

}  // namespace digue::machine::linux
