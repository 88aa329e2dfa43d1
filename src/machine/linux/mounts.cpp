#include "machine/linux/mounts.h"

#include "machine/linux/mountinfo.h"

namespace digue::machine::linux {

namespace {

/// File systems without a number of their own (btrfs) name a device file; nothing else that has none is on a device
/// that the kernel would tell, not zfs either.
Result<std::string> device_of(const MountLine& line, BlockDevices& devices, Deadline deadline) {
  if (line.number.major != 0) return devices.name_of(line.number, deadline);
  if (line.file_system == "btrfs" && line.source.starts_with("/dev/")) {
    return devices.name_of_btrfs(line.source, deadline);
  }
  return std::string();
}

}  // namespace

Result<std::vector<Mount>> LinuxMounts::mounts(Deadline deadline) {
  const Bytes content = TRY(files_.read("/proc/self/mountinfo", max_mountinfo_bytes, deadline));
  std::vector<Mount> mounts;
  for (MountLine& line : TRY(parse_mountinfo(text_of(content)))) {
    std::string device = TRY(device_of(line, devices_, deadline));
    mounts.push_back({std::move(line.path), std::move(line.file_system), std::move(device)});
  }
  return mounts;
}

Result<BlockDevice> LinuxMounts::block_device(const std::string& name, Deadline deadline) {
  return devices_.describe(name, deadline);
}

}  // namespace digue::machine::linux
