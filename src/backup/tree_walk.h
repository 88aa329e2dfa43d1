#pragma once

#include <functional>
#include <string>

#include "backup/used_blobs.h"
#include "repository/node.h"
#include "repository/repository.h"

namespace digue::backup {

/// What a walk through trees meets. `path` is that of the folder.
struct TreeVisitor {
  /// An error ends the walk and is returned.
  std::function<Result<void>(const std::string& path, const repository::Node& node)> node;
  /// The tree cannot be read, or only its first nodes. An error ends the walk, success goes on without it.
  std::function<Result<void>(const std::string& path, const repository::BlobId& tree, const Error& error)> failed;
};

/// Reads the tree and all below it that `used` has not marked yet, and marks them: the trees of many snapshots are
/// mostly the same. Forged trees cannot make it go round in circles; depth costs no stack, and has its limit
/// (tree_limits.h).
Result<void> walk_trees(repository::Repository& repository, const repository::BlobId& root, UsedBlobs& used,
                        repository::BlobTools& tools, const TreeVisitor& visitor);

/// The same by every path, also where a tree was met at another one. `damaged` once trees come again and again
/// (tree_limits.h).
Result<void> walk_paths(repository::Repository& repository, const repository::BlobId& root,
                        repository::BlobTools& tools, const TreeVisitor& visitor);

}  // namespace digue::backup
