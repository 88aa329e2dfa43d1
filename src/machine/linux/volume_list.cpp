#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>

#include "base/text.h"
#include "machine/linux/blkid.h"
#include "machine/linux/volumes.h"
#include "machine/posix/descriptor.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

constexpr std::string_view block_class = "/sys/class/block";
constexpr std::string_view usb_devices = "/sys/bus/usb/devices";
constexpr std::size_t max_text_bytes = 4096;
constexpr std::size_t max_names = 1'000;
constexpr int max_depth = 16;
constexpr std::uint64_t sector_bytes = 512;   ///< of every "size" in sysfs, whatever the disk's own are
constexpr std::size_t page_header_bytes = 4;  ///< of a SCSI VPD page
constexpr int blkid_found_nothing = 2;
constexpr int blkid_found_too_much = 8;

std::string in_class(const std::string& device, std::string_view name) {
  return fmt::format("{}/{}/{}", block_class, device, name);
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }
std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool holds_no_copies(std::string_view device) {
  constexpr std::array<std::string_view, 5> kinds = {"ram", "zram", "sr", "fd", "nbd"};
  return std::ranges::any_of(kinds, [&](std::string_view kind) { return device.starts_with(kind); });
}

/// Whether this program may read it at all: blkid says the same of what it may not read and of what holds nothing.
Result<bool> can_be_read(const std::string& device) {
  const posix::Descriptor opened(::open(("/dev/" + device).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (opened.is_open()) return true;
  if (errno == EACCES) return failure(ErrorCode::denied, "only root may read disks");
  return false;
}

/// The serial number in page 80h (SPC-5): a header, then text that is padded with blanks.
std::string serial_in(ByteView page) {
  if (page.size() <= page_header_bytes) return {};
  return std::string(trim(text_of(page.subspan(page_header_bytes))));
}

}  // namespace

Result<std::string> LinuxVolumes::text_if_there(const std::string& path, Deadline deadline) {
  const Result<Bytes> content = files_.read(path, max_text_bytes, deadline);
  if (content) return std::string(trim(text_of(*content)));
  if (content.error().code == ErrorCode::unavailable && deadline.is_over()) return std::unexpected(content.error());
  return std::string();  // a disk that has just been pulled has attributes that answer nothing
}

Result<std::vector<MountLine>> LinuxVolumes::mount_lines(Deadline deadline) {
  const Bytes content = TRY(files_.read("/proc/self/mountinfo", max_mountinfo_bytes, deadline));
  return parse_mountinfo(text_of(content));
}

/// What is not made of parts that are listed themselves: neither a disk with partitions nor what lies below a layer.
Result<std::vector<std::string>> LinuxVolumes::candidates(Deadline deadline) {
  const auto names = TRY(files_.list(std::string(block_class), max_names, deadline));
  std::set<std::string> parted;
  std::vector<std::string> devices;
  for (const std::string& name : names) {
    if (holds_no_copies(name) || TRY(text_if_there(in_class(name, "size"), deadline)) == "0") continue;
    // A loop device that is read-only is a package of the system, as of snap.
    if (name.starts_with("loop") && TRY(text_if_there(in_class(name, "ro"), deadline)) == "1") continue;
    const auto standing = devices_.standing_of(name, deadline);
    if (!standing) continue;  // pulled a moment ago
    if (standing->is_partition) parted.insert(last_part(parent_of(standing->path)));
    const auto holders = files_.list(in_class(name, "holders"), max_names, deadline);
    if (!holders || holders->empty()) devices.push_back(name);
  }
  std::erase_if(devices, [&](const std::string& name) { return parted.contains(name); });
  return devices;
}

Result<std::string> LinuxVolumes::disk_of(const std::string& device, int depth, Deadline deadline) {
  const auto below = files_.list(in_class(device, "slaves"), max_names, deadline);
  if (below && !below->empty()) {
    if (below->size() > 1 || depth > max_depth) return std::string();
    return disk_of(below->front(), depth + 1, deadline);
  }
  const auto standing = TRY(devices_.standing_of(device, deadline));
  return standing.is_partition ? last_part(parent_of(standing.path)) : device;
}

/// All that lies below must encrypt; of what is not known, nothing is.
Result<std::optional<std::string>> LinuxVolumes::encryption_of(const std::string& device, int depth,
                                                               Deadline deadline) {
  const Result<BlockDevice> described = devices_.describe(device, deadline);
  if (!described && described.error().code == ErrorCode::unavailable) return std::unexpected(described.error());
  if (!described || depth > max_depth) return std::nullopt;
  if (!described->encryption.empty()) return described->encryption;
  std::optional<std::string> found = std::string();
  for (const std::string& below : described->made_of) {
    found = TRY(encryption_of(below, depth + 1, deadline));
    if (!found || found->empty()) break;
  }
  return found;
}

/// A disk behind USB has the number of its box, by which it is known also when it is switched off.
Result<std::string> LinuxVolumes::serial_of(const std::string& disk, Deadline deadline) {
  const auto standing = TRY(devices_.standing_of(disk, deadline));
  const bool is_on_usb = standing.path.find("/usb") != std::string::npos;
  for (std::string folder = parent_of(standing.path); is_on_usb && folder.size() > 4; folder = parent_of(folder)) {
    if (TRY(text_if_there(folder + "/idVendor", deadline)).empty()) continue;
    return text_if_there(folder + "/serial", deadline);
  }
  for (const std::string_view name : {"serial", "device/serial"}) {
    std::string serial = TRY(text_if_there(in_class(disk, name), deadline));
    if (!serial.empty()) return serial;
  }
  const auto page = files_.read(in_class(disk, "device/vpd_pg80"), max_text_bytes, deadline);
  return page ? serial_in(*page) : std::string();
}

Result<void> LinuxVolumes::describe_content(Volume& volume, Deadline deadline) {
  volume.is_readable = TRY(can_be_read(volume.device));
  if (!volume.is_readable) return {};
  const auto output = processes_.run({{"blkid", "-p", "-o", "export", "/dev/" + volume.device}, {}}, deadline);
  // A disk that fails while it is read is here all the same.
  volume.is_readable = output && (output->exit_code == 0 || output->exit_code == blkid_found_nothing ||
                                  output->exit_code == blkid_found_too_much);
  if (!volume.is_readable) return {};
  FoundContent found = parse_blkid(output->text);
  volume.kind = std::move(found.kind);
  volume.file_system = std::move(found.file_system);
  volume.label = std::move(found.label);
  return {};
}

Result<Volume> LinuxVolumes::describe(const std::string& device, const std::vector<MountLine>& mounts,
                                      Deadline deadline) {
  Volume volume{.device = device};
  volume.disk = TRY(disk_of(device, 0, deadline));
  TRY(describe_content(volume, deadline));
  volume.size =
      static_cast<std::uint64_t>(parse_integer(TRY(text_if_there(in_class(device, "size"), deadline))).value_or(0)) *
      sector_bytes;
  volume.encryption = TRY(encryption_of(device, 0, deadline));
  if (const auto described = devices_.describe(device, deadline)) volume.is_removable = described->is_removable;
  if (!volume.disk.empty()) {
    volume.serial = TRY(serial_of(volume.disk, deadline));
    volume.model = TRY(text_if_there(in_class(volume.disk, "device/model"), deadline));
  }
  const std::string number = TRY(text_if_there(in_class(device, "dev"), deadline));
  for (const MountLine& line : mounts) {
    const bool is_here = fmt::format("{}:{}", line.number.major, line.number.minor) == number ||
                         (line.file_system == "btrfs" && line.source == "/dev/" + device);
    if (is_here && line.root == "/") volume.mounted_at.push_back(line.path);
  }
  if (volume.mounted_at.empty()) return volume;
  const auto output = processes_.run({{"stat", "-f", "-c", "%a %S", volume.mounted_at.front()}, {}}, deadline);
  if (!output || output->exit_code != 0) return volume;
  const auto words = split(trim(output->text), ' ');
  const auto blocks = parse_integer(words.front());
  const auto block_size = parse_integer(words.back());
  if (blocks && block_size && *blocks >= 0 && *block_size >= 0) {
    volume.free_bytes = static_cast<std::uint64_t>(*blocks) * static_cast<std::uint64_t>(*block_size);
  }
  return volume;
}

Result<std::vector<Volume>> LinuxVolumes::list(Deadline deadline) {
  const auto mounts = TRY(mount_lines(deadline));
  std::vector<Volume> volumes;
  for (const std::string& device : TRY(candidates(deadline))) {
    Result<Volume> volume = describe(device, mounts, deadline);
    if (!volume && volume.error().code == ErrorCode::not_found) continue;  // pulled a moment ago
    volumes.push_back(TRY(std::move(volume)));
  }
  return volumes;
}

Result<bool> LinuxVolumes::hangs_here(const std::string& serial, Deadline deadline) {
  if (serial.empty()) return failure(ErrorCode::unsupported, "a disk without a number");
  for (const std::string& device : TRY(files_.list(std::string(usb_devices), max_names, deadline))) {
    const std::string path = fmt::format("{}/{}/serial", usb_devices, device);
    if (TRY(text_if_there(path, deadline)) == serial) return true;
  }
  for (const std::string& device : TRY(candidates(deadline))) {
    const auto disk = disk_of(device, 0, deadline);
    if (disk && !disk->empty() && TRY(serial_of(*disk, deadline)) == serial) return true;
  }
  return false;
}

}  // namespace digue::machine::linux
