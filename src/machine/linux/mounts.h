#pragma once

#include "machine/linux/block_devices.h"
#include "machine/mounts.h"

namespace digue::machine::linux {

/// Asks the kernel's own lists alone, /proc/self/mountinfo and /sys: they answer also when what is mounted does not.
class LinuxMounts final : public Mounts {
 public:
  LinuxMounts(Files& files, BlockNumber block_number) : files_(files), devices_(files, std::move(block_number)) {}

  Result<std::vector<Mount>> mounts(Deadline deadline) override;
  Result<BlockDevice> block_device(const std::string& name, Deadline deadline) override;

 private:
  Files& files_;
  BlockDevices devices_;
};

}  // namespace digue::machine::linux
