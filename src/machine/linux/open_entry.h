#pragma once

#include <sys/types.h>

#include <cstddef>
#include <ctime>
#include <span>
#include <string>

#include "base/bytes.h"

namespace digue::machine::linux {

/// The system calls that change the metadata of something that is open here, whatever has its name by now. They return
/// and set errno as those of the system do.
class OpenEntry {
 public:
  enum class Mode {
    content,   ///< a file, open for its content: the calls take its descriptor
    path_only  ///< anything, open with O_PATH: they reach it through /proc, which follows nothing beyond it
  };

  OpenEntry(int descriptor, Mode mode);

  int descriptor() const { return descriptor_; }

  int chown(uid_t user, gid_t group) const;
  int chmod(mode_t permissions) const;
  int set_times(std::span<const timespec, 2> accessed_and_modified) const;
  ssize_t list_attributes(std::span<char> names) const;
  int set_attribute(const std::string& name, ByteView value) const;
  int remove_attribute(const std::string& name) const;

 private:
  bool is_path_only() const { return !path_.empty(); }

  int descriptor_;
  std::string path_;  ///< empty where the descriptor will do
};

/// The path of something that is open here, also with O_PATH. Nothing is followed beyond it.
std::string path_of_open(int descriptor);

}  // namespace digue::machine::linux
