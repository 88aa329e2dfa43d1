#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "machine/deadline.h"

namespace digue::machine {

/// A file system in its place.
struct Mount {
  std::string path;         ///< where people see it
  std::string file_system;  ///< as in "ext4"
  std::string device;       ///< the kernel's name of what lies below, as in "sda2" or "dm-0"; empty if it is no device

  bool operator==(const Mount&) const = default;
};

/// A block device as the kernel sees it, and what it is made of.
struct BlockDevice {
  std::string name;                  ///< as in "dm-0"
  std::string encryption;            ///< "luks2", "luks1", "plain", "bitlk"… when this layer encrypts; else empty
  std::vector<std::string> made_of;  ///< the devices below, all of them; empty for a disk or a partition
  bool is_removable = false;         ///< of the disk it lies on

  bool operator==(const BlockDevice&) const = default;
};

class Mounts {
 public:
  virtual ~Mounts() = default;

  /// Everything mounted, in the order of mounting: a later mount hides an earlier one on the same path.
  virtual Result<std::vector<Mount>> mounts(Deadline deadline) = 0;

  /// Errors: `not_found`, `unavailable`, `denied`, `unsupported`.
  virtual Result<BlockDevice> block_device(const std::string& name, Deadline deadline) = 0;
};

}  // namespace digue::machine
