#pragma once

#include "machine/linux/block_devices.h"
#include "machine/linux/mountinfo.h"
#include "machine/processes.h"
#include "machine/volumes.h"

namespace digue::machine::linux {

/// Disks by sysfs and /proc/self/mountinfo, which never wait for a disk. What reads or waits for one is a child that
/// the deadline ends: blkid(8), mount(8), umount(8), stat(1). So a disk that somebody prepared to break a parser, or
/// that does not answer any more, breaks a child and not this program.
class LinuxVolumes final : public Volumes {
 public:
  /// `mount_folder` is made when it is needed, for root alone. `files` and `processes` must outlive this.
  LinuxVolumes(Files& files, Processes& processes, std::string mount_folder);

  Result<std::vector<Volume>> list(Deadline deadline) override;
  Result<std::string> mount(const Volume& volume, Deadline deadline) override;
  Result<void> unmount(const Volume& volume, Deadline deadline) override;
  Result<void> power_off(const Volume& volume, Deadline deadline) override;
  Result<bool> hangs_here(const std::string& serial, Deadline deadline) override;

 private:
  Result<std::vector<std::string>> candidates(Deadline deadline);
  Result<Volume> describe(const std::string& device, const std::vector<MountLine>& mounts, Deadline deadline);
  Result<void> describe_content(Volume& volume, Deadline deadline);
  Result<std::optional<std::string>> encryption_of(const std::string& device, int depth, Deadline deadline);
  Result<std::string> disk_of(const std::string& device, int depth, Deadline deadline);
  Result<std::string> serial_of(const std::string& disk, Deadline deadline);
  Result<std::string> text_if_there(const std::string& path, Deadline deadline);
  Result<std::vector<MountLine>> mount_lines(Deadline deadline);
  Result<std::vector<std::string>> mount_points(const std::string& device, Deadline deadline);
  Result<void> close_layers(const std::string& disk, Deadline deadline);
  Result<int> run(std::vector<std::string> words, Deadline deadline);

  Files& files_;
  Processes& processes_;
  BlockDevices devices_;
  std::string mount_folder_;
};

}  // namespace digue::machine::linux
