#include "machine/linux/volumes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/text.h"
#include "machine/private_folder.h"

namespace digue::machine::linux {

namespace {

constexpr std::string_view options = "nosuid,nodev,noexec";
constexpr int umount_failed = 32;  ///< umount(8): somebody uses it, mostly

/// How mount(8) is to be asked for a kind that blkid names; empty for what is not mounted.
std::string_view mount_type_of(std::string_view kind) {
  constexpr std::array<std::string_view, 6> same = {"ext4", "ext3", "ext2", "xfs", "btrfs", "exfat"};
  if (std::ranges::find(same, kind) != same.end()) return kind;
  if (kind == "vfat") return "vfat";
  return kind == "ntfs" ? "ntfs3" : "";
}

/// Only the names of btrfs pools need numbers, and a pool over several disks is no place for copies.
Result<DeviceNumber> no_numbers(const std::string& path, Deadline) { return failure(ErrorCode::unsupported, path); }

}  // namespace

LinuxVolumes::LinuxVolumes(Files& files, Processes& processes, std::string mount_folder)
    : files_(files), processes_(processes), devices_(files, no_numbers), mount_folder_(std::move(mount_folder)) {}

Result<int> LinuxVolumes::run(std::vector<std::string> words, Deadline deadline) {
  return TRY(processes_.run({std::move(words), {}}, deadline)).exit_code;
}

Result<std::vector<std::string>> LinuxVolumes::mount_points(const std::string& device, Deadline deadline) {
  const std::string number = TRY(text_if_there(fmt::format("/sys/class/block/{}/dev", device), deadline));
  std::vector<std::string> points;
  for (MountLine& line : TRY(mount_lines(deadline))) {
    const bool is_here = fmt::format("{}:{}", line.number.major, line.number.minor) == number ||
                         (line.file_system == "btrfs" && line.source == "/dev/" + device);
    if (is_here) points.push_back(std::move(line.path));
  }
  return points;
}

Result<std::string> LinuxVolumes::mount(const Volume& volume, Deadline deadline) {
  if (!volume.mounted_at.empty()) return volume.mounted_at.front();
  const std::string_view type = mount_type_of(volume.kind);
  if (type.empty() || volume.file_system.empty()) {
    return failure(ErrorCode::unsupported, fmt::format("a disk with {}", volume.kind));
  }
  TRY(PrivateFolder::open(mount_folder_));
  std::string path = mount_folder_ + "/" + volume.file_system;
  TRY(PrivateFolder::open(path));
  const int code = TRY(run({"mount", "-t", std::string(type), "-o", std::string(options), "--source",
                            "/dev/" + volume.device, "--target", path},
                           deadline));
  if (code != 0) return failure(ErrorCode::unavailable, fmt::format("mount {}: {}", volume.device, code));
  // Between the look and now another disk may have taken that name.
  const auto points = TRY(mount_points(volume.device, deadline));
  if (std::ranges::find(points, path) == points.end()) return failure(ErrorCode::not_found, volume.device);
  return path;
}

Result<void> LinuxVolumes::unmount(const Volume& volume, Deadline deadline) {
  auto points = TRY(mount_points(volume.device, deadline));
  std::ranges::reverse(points);
  for (const std::string& path : points) {
    // umount(8) returns when the last of them is written out; where it is not the last, sync(1) does it.
    if (TRY(run({"sync", "-f", path}, deadline)) != 0) return failure(ErrorCode::unavailable, "sync " + volume.device);
    const int code = TRY(run({"umount", "--", path}, deadline));
    if (code == umount_failed) return failure(ErrorCode::locked, volume.device);
    if (code != 0) return failure(ErrorCode::unavailable, fmt::format("umount {}: {}", volume.device, code));
  }
  if (!TRY(mount_points(volume.device, deadline)).empty()) return failure(ErrorCode::locked, volume.device);
  // Not every disk exists any more when it was pulled; what was mounted of it is gone then.
  static_cast<void>(run({"blockdev", "--flushbufs", "/dev/" + volume.device}, deadline));
  return {};
}

/// A layer that encrypts keeps its key, and its disk, as long as it is open.
Result<void> LinuxVolumes::close_layers(const std::string& disk, Deadline deadline) {
  for (const Volume& volume : TRY(list(deadline))) {
    if (volume.disk != disk || !volume.device.starts_with("dm-")) continue;
    const std::string name = TRY(text_if_there(fmt::format("/sys/class/block/{}/dm/name", volume.device), deadline));
    if (TRY(run({"cryptsetup", "close", "--", name}, deadline)) != 0) return failure(ErrorCode::locked, name);
  }
  return {};
}

/// SCSI, which USB and SATA disks are to the kernel, takes a device away when it is told to (Documentation/scsi); it
/// writes out the disk's own cache first. A loop device has no disk below and only lets go of its file.
Result<void> LinuxVolumes::power_off(const Volume& volume, Deadline deadline) {
  if (volume.disk.empty()) return failure(ErrorCode::unsupported, "it lies on several disks");
  for (const Volume& other : TRY(list(deadline))) {
    const bool is_in_use = other.disk == volume.disk && !TRY(mount_points(other.device, deadline)).empty();
    if (is_in_use) return failure(ErrorCode::locked, other.device);
  }
  TRY(close_layers(volume.disk, deadline));
  if (volume.disk.starts_with("loop")) {
    const int code = TRY(run({"losetup", "-d", "/dev/" + volume.disk}, deadline));
    if (code != 0) return failure(ErrorCode::unavailable, fmt::format("losetup {}: {}", volume.disk, code));
  } else {
    std::ofstream file(fmt::format("/sys/class/block/{}/device/delete", volume.disk));
    file << "1" << std::flush;
    if (!file) return failure(ErrorCode::unsupported, volume.disk + " cannot be switched off");
  }
  const auto left = TRY(list(deadline));
  const bool is_here = std::ranges::any_of(left, [&](const Volume& other) { return other.disk == volume.disk; });
  // A loop device whose file somebody else still uses goes later.
  return is_here ? Result<void>(failure(ErrorCode::locked, volume.disk)) : Result<void>();
}

}  // namespace digue::machine::linux
