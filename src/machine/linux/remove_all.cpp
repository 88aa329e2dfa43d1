#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "machine/linux/target_tree.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

/// A folder that is being emptied: what is left in it, and its name in the one above.
struct Emptied {
  Descriptor folder;
  std::vector<std::string> left;
  std::string name;
};

Result<Emptied> begin(int above, const std::string& name) {
  Descriptor folder(::openat(above, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.is_open()) return opening_failure(errno, name);
  std::vector<std::string> names = TRY(read_names(folder.number()));
  return Emptied{std::move(folder), std::move(names), name};
}

enum class Removed { yes, is_folder };

Result<Removed> remove_one(int folder, const std::string& name) {
  if (::unlinkat(folder, name.c_str(), 0) == 0) return Removed::yes;
  // EPERM is what POSIX asks for when it is a folder.
  const int reason = errno;
  if (reason == EISDIR) return Removed::is_folder;
  struct stat status;
  if (reason == EPERM && ::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISDIR(status.st_mode)) {
    return Removed::is_folder;
  }
  return system_failure(reason, name);
}

}  // namespace

Result<void> remove_all(int folder, const std::string& name) {
  if (TRY(remove_one(folder, name)) == Removed::yes) return {};
  std::vector<Emptied> open;
  open.push_back(TRY(begin(folder, name)));
  while (!open.empty()) {
    Emptied& deepest = open.back();
    if (deepest.left.empty()) {
      const int above = open.size() == 1 ? folder : open[open.size() - 2].folder.number();
      if (::unlinkat(above, deepest.name.c_str(), AT_REMOVEDIR) != 0) return system_failure(errno, deepest.name);
      open.pop_back();
      continue;
    }
    const std::string next = std::move(deepest.left.back());
    deepest.left.pop_back();
    if (TRY(remove_one(deepest.folder.number(), next)) == Removed::yes) continue;
    open.push_back(TRY(begin(deepest.folder.number(), next)));
  }
  return {};
}

}  // namespace digue::machine::linux
