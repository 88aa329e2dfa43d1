#include "machine/linux/open_entry.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace digue::machine::linux {

OpenEntry::OpenEntry(int descriptor, Mode mode)
    : descriptor_(descriptor), path_(mode == Mode::path_only ? path_of_open(descriptor) : std::string()) {}

int OpenEntry::chown(uid_t user, gid_t group) const {
  return is_path_only() ? ::chown(path_.c_str(), user, group) : ::fchown(descriptor_, user, group);
}

int OpenEntry::chmod(mode_t permissions) const {
  return is_path_only() ? ::chmod(path_.c_str(), permissions) : ::fchmod(descriptor_, permissions);
}

int OpenEntry::set_times(std::span<const timespec, 2> accessed_and_modified) const {
  const timespec* times = accessed_and_modified.data();
  return is_path_only() ? ::utimensat(AT_FDCWD, path_.c_str(), times, 0) : ::futimens(descriptor_, times);
}

ssize_t OpenEntry::list_attributes(std::span<char> names) const {
  return is_path_only() ? ::listxattr(path_.c_str(), names.data(), names.size())
                        : ::flistxattr(descriptor_, names.data(), names.size());
}

int OpenEntry::set_attribute(const std::string& name, ByteView value) const {
  return is_path_only() ? ::setxattr(path_.c_str(), name.c_str(), value.data(), value.size(), 0)
                        : ::fsetxattr(descriptor_, name.c_str(), value.data(), value.size(), 0);
}

int OpenEntry::remove_attribute(const std::string& name) const {
  return is_path_only() ? ::removexattr(path_.c_str(), name.c_str()) : ::fremovexattr(descriptor_, name.c_str());
}

std::string path_of_open(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

}  // namespace digue::machine::linux
