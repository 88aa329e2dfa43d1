#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace digue::backup {

/// What a snapshot's root looks like before anything is read: the folders on the way to each target, and the targets.
/// The same shape as restic makes of the same words, so that both give the same tree (its internal/archiver/tree.go):
/// an absolute target lies below all its parents, a relative one below those that were written.
struct Target {
  std::string path;                        ///< where it is read; for a folder on the way, where its metadata is read
  bool is_whole = false;                   ///< all of it is saved; otherwise it is a folder on the way to its children
  bool is_explicit = false;                ///< the person named it: excludes do not apply to itself
  std::map<std::string, Target> children;  ///< by the name in the snapshot
};

/// The names in a folder, for a target that is given together with something below it and for ".", which stands for all
/// that is in it.
using ListNames = std::function<Result<std::vector<std::string>>(const std::string& folder)>;

/// `invalid_input` for no target at all, for an empty path, and for two targets that need the same place.
Result<Target> plan_targets(const std::vector<std::string>& paths, const ListNames& names);

/// The shortest form of a POSIX path: without ".", inner ".." and double separators; "." for nothing.
std::string clean_path(const std::string& path);

}  // namespace digue::backup
