#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "machine/linux/reader_protocol.h"

namespace digue::machine::linux {

/// What we use of a line of /proc/self/mountinfo (proc(5)). The texts are the bytes that the kernel knows, which need
/// not be UTF-8.
struct MountLine {
  DeviceNumber number;      ///< major 0: the file system has no device of its own
  std::string path;         ///< where it is mounted
  std::string file_system;  ///< as in "ext4"
  std::string source;       ///< what mount(8) was told, as in "/dev/mapper/home"
  std::string root = "/";   ///< which folder of the file system is seen there

  bool operator==(const MountLine&) const = default;
};

constexpr std::size_t max_mountinfo_bytes = 8 * 1024 * 1024;

/// Every line; `damaged` when one cannot be understood.
Result<std::vector<MountLine>> parse_mountinfo(std::string_view text);

}  // namespace digue::machine::linux
