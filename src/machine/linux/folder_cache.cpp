#include "machine/linux/folder_cache.h"

#include <fcntl.h>

#include <cerrno>
#include <vector>

#include "base/path.h"
#include "machine/linux/entry.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;

/// Files are restored in the order of the packs that hold them, which is nearly the order of the folders.
constexpr std::size_t max_kept = 256;

/// The names joined, and where each of the folders on the way ends in it.
struct Way {
  std::string path;
  std::vector<std::size_t> ends;
};

Result<Way> way_to_parent(const TargetTree::Path& path) {
  Way way;
  if (path.empty()) return failure(ErrorCode::invalid_input, "the restored folder itself");
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    if (!is_entry_name(path[depth])) return failure(ErrorCode::invalid_input, "no name of an entry");
    if (depth + 1 == path.size()) break;
    if (depth > 0) way.path += '/';
    way.path += path[depth];
    way.ends.push_back(way.path.size());
  }
  return way;
}

}  // namespace

FolderCache::FolderCache(Descriptor root) : root_(std::make_shared<const Descriptor>(std::move(root))) {}

Result<FolderCache::Folder> FolderCache::parent(const TargetTree::Path& path) {
  const Way way = TRY(way_to_parent(path));
  std::size_t depth = way.ends.size();
  Folder folder;
  const std::string_view names = way.path;
  while (depth > 0 && (folder = find(names.substr(0, way.ends[depth - 1]))) == nullptr) --depth;
  if (folder == nullptr) folder = root_;
  for (; depth < way.ends.size(); ++depth) {
    // Also a folder that we may not list can be walked through.
    Descriptor next(::openat(folder->number(), path[depth].c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next.is_open()) return opening_failure(errno, path[depth]);
    folder = std::make_shared<const Descriptor>(std::move(next));
    // Of a deep path only the last folders are worth a place: a path of 2,000 would push out all others.
    if (depth + 8 >= way.ends.size()) keep(way.path.substr(0, way.ends[depth]), folder);
  }
  return folder;
}

void FolderCache::forget(const TargetTree::Path& path) {
  std::string gone;
  for (const std::string& name : path) gone += (gone.empty() ? "" : "/") + name;
  const std::string below = gone + "/";
  const std::lock_guard lock(mutex_);
  for (auto kept = kept_.begin(); kept != kept_.end();) {
    if (kept->path != gone && !kept->path.starts_with(below)) {
      ++kept;
      continue;
    }
    by_path_.erase(kept->path);
    kept = kept_.erase(kept);
  }
}

FolderCache::Folder FolderCache::find(std::string_view path) {
  const std::lock_guard lock(mutex_);
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->folder;
}

void FolderCache::keep(const std::string& path, const Folder& folder) {
  const std::lock_guard lock(mutex_);
  if (by_path_.contains(path)) return;  // another thread was faster
  kept_.push_front({path, folder});
  by_path_.emplace(kept_.front().path, kept_.begin());
  if (kept_.size() <= max_kept) return;
  by_path_.erase(kept_.back().path);
  kept_.pop_back();
}

}  // namespace digue::machine::linux
