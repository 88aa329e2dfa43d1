#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "machine/files.h"
#include "machine/linux/reader_protocol.h"
#include "machine/mounts.h"

namespace digue::machine::linux {

/// The numbers of a block device file; `not_found`, or `invalid_input` for anything else.
using BlockNumber = std::function<Result<DeviceNumber>(const std::string& path, Deadline deadline)>;

/// What the kernel says of its block devices in sysfs. To ask it never waits for a disk.
class BlockDevices {
 public:
  BlockDevices(Files& files, BlockNumber block_number) : files_(files), block_number_(std::move(block_number)) {}

  /// The kernel's name. A device that has gone while its file system is still mounted has only its number left: the
  /// name is then "8:17", for which describe() finds nothing.
  Result<std::string> name_of(DeviceNumber number, Deadline deadline);

  /// The name of what a btrfs lies on, by its source. One that has several devices gets a name of ours,
  /// "btrfs-" and its id: describe() says that it is made of all of them.
  Result<std::string> name_of_btrfs(const std::string& source, Deadline deadline);

  /// Errors as for Mounts::block_device. `unsupported` for what lies on something that sysfs does not tell, as a loop
  /// device does.
  Result<BlockDevice> describe(const std::string& name, Deadline deadline);

  /// Where a device stands in sysfs, as in "/sys/devices/…/block/sdb/sdb1"; of a partition, the last folder but one is
  /// its disk's.
  struct Standing {
    std::string path;
    bool is_partition = false;
  };
  Result<Standing> standing_of(const std::string& name, Deadline deadline);

 private:
  struct Place;

  Result<Place> place_of(const std::string& name, Deadline deadline);
  Result<std::vector<std::string>> list_if_there(const std::string& path, Deadline deadline);
  Result<std::string> text_if_there(const std::string& path, Deadline deadline);
  Result<std::vector<std::string>> made_of(const std::string& name, const Place& place, Deadline deadline);
  Result<bool> is_removable(const BlockDevice& device, const Place& place, int depth, Deadline deadline);
  Result<BlockDevice> describe(const std::string& name, int depth, Deadline deadline);

  Files& files_;
  BlockNumber block_number_;
};

/// "luks2" and so on for a device-mapper uuid whose layer encrypts; empty for all others, also for those layers of
/// cryptsetup that only check (verity, integrity).
std::string encryption_in(std::string_view mapper_uuid);

}  // namespace digue::machine::linux
