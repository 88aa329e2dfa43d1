#include "machine/linux/block_devices.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace digue::machine::linux {

namespace {

constexpr std::size_t max_text_bytes = 4096;
constexpr std::size_t max_devices = 1'000;
constexpr int max_depth = 16;
constexpr std::string_view pool_prefix = "btrfs-";
constexpr std::string_view pools = "/sys/fs/btrfs";

bool is_device_name(std::string_view name) {
  const auto may_be = [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!_.-").find(c) != std::string_view::npos;
  };
  return !name.empty() && name != "." && name != ".." && std::ranges::all_of(name, may_be);
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }
std::string_view parent_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

/// USB disks say that they are not removable (the medium cannot leave the disk), so we look at what they hang on: a bus
/// of USB is a folder "usb1" in their path.
bool hangs_on_usb(std::string_view path) {
  return std::ranges::any_of(split(path, '/'), [](std::string_view part) {
    return part.size() > 3 && part.starts_with("usb") && std::ranges::all_of(part.substr(3), is_digit);
  });
}

std::string devices_of_pool(std::string_view id) { return fmt::format("{}/{}/devices", pools, id); }

}  // namespace

std::string encryption_in(std::string_view mapper_uuid) {
  struct Layer {
    std::string_view prefix;
    std::string_view name;
  };
  // cryptsetup writes its type, a dash and more into the uuid of what it maps.
  constexpr std::array<Layer, 6> layers = {{{"CRYPT-LUKS1-", "luks1"},
                                            {"CRYPT-LUKS2-", "luks2"},
                                            {"CRYPT-PLAIN-", "plain"},
                                            {"CRYPT-TCRYPT-", "tcrypt"},
                                            {"CRYPT-BITLK-", "bitlk"},
                                            {"CRYPT-FVAULT2-", "fvault2"}}};
  const auto found = std::ranges::find_if(layers, [&](const Layer& l) { return mapper_uuid.starts_with(l.prefix); });
  return found == layers.end() ? std::string() : std::string(found->name);
}

/// Where a device stands in /sys/devices: what it hangs on, and what it is a part of.
struct BlockDevices::Place {
  std::string path;
  bool is_partition = false;

  std::string_view disk() const { return is_partition ? parent_of(path) : std::string_view(path); }
  bool is_virtual() const { return path.starts_with("/sys/devices/virtual/block/"); }
};

Result<std::string> BlockDevices::text_if_there(const std::string& path, Deadline deadline) {
  const Result<Bytes> content = files_.read(path, max_text_bytes, deadline);
  if (content) return std::string(trim(text_of(*content)));
  if (content.error().code == ErrorCode::not_found) return std::string();
  return std::unexpected(content.error());
}

Result<std::vector<std::string>> BlockDevices::list_if_there(const std::string& path, Deadline deadline) {
  Result<std::vector<std::string>> names = files_.list(path, max_devices, deadline);
  if (!names && names.error().code == ErrorCode::not_found) return std::vector<std::string>();
  return names;
}

Result<std::string> BlockDevices::name_of(DeviceNumber number, Deadline deadline) {
  std::string text = fmt::format("{}:{}", number.major, number.minor);
  const Result<std::string> target = files_.link_target("/sys/dev/block/" + text, deadline);
  if (target) return std::string(last_part(*target));
  if (target.error().code == ErrorCode::not_found) return text;
  return target;
}

Result<std::string> BlockDevices::name_of_btrfs(const std::string& source, Deadline deadline) {
  const Result<DeviceNumber> number = block_number_(source, deadline);
  if (!number && number.error().code == ErrorCode::unavailable) return std::unexpected(number.error());
  if (!number) return source;  // a container sees the source without the device
  const std::string name = TRY(name_of(*number, deadline));
  for (const std::string& id : TRY(list_if_there(std::string(pools), deadline))) {
    const std::vector<std::string> devices = TRY(list_if_there(devices_of_pool(id), deadline));
    if (std::ranges::find(devices, name) == devices.end()) continue;
    return devices.size() == 1 ? name : std::string(pool_prefix) + id;
  }
  return source;  // we cannot tell that there is no other device
}

Result<BlockDevices::Place> BlockDevices::place_of(const std::string& name, Deadline deadline) {
  std::string target = TRY(files_.link_target("/sys/class/block/" + name, deadline));
  while (target.starts_with("../")) target.erase(0, 3);
  const bool is_partition = !TRY(text_if_there("/sys/class/block/" + name + "/partition", deadline)).empty();
  return Place{"/sys/" + target, is_partition};
}

Result<BlockDevices::Standing> BlockDevices::standing_of(const std::string& name, Deadline deadline) {
  if (!is_device_name(name)) return failure(ErrorCode::not_found, "no name of a device");
  Place place = TRY(place_of(name, deadline));
  return Standing{std::move(place.path), place.is_partition};
}

Result<std::vector<std::string>> BlockDevices::made_of(const std::string& name, const Place& place, Deadline deadline) {
  std::vector<std::string> below = TRY(list_if_there("/sys/class/block/" + name + "/slaves", deadline));
  // The partition of a RAID has no devices below it but the RAID itself.
  if (below.empty() && place.is_partition && place.is_virtual()) below.emplace_back(last_part(place.disk()));
  if (below.empty() && place.is_virtual()) {
    return failure(ErrorCode::unsupported, name + " lies on something that is no device");
  }
  return below;
}

/// What is made of several devices is removable only if all of them are: a fixed disk must not hide behind a stick.
Result<bool> BlockDevices::is_removable(const BlockDevice& device, const Place& place, int depth, Deadline deadline) {
  if (device.made_of.empty()) {
    if (hangs_on_usb(place.path)) return true;
    return TRY(text_if_there(std::string(place.disk()) + "/removable", deadline)) == "1";
  }
  for (const std::string& name : device.made_of) {
    const Result<BlockDevice> below = describe(name, depth + 1, deadline);
    if (!below && below.error().code != ErrorCode::unsupported) return std::unexpected(below.error());
    if (!below || !below->is_removable) return false;
  }
  return true;
}

Result<BlockDevice> BlockDevices::describe(const std::string& name, int depth, Deadline deadline) {
  if (depth > max_depth) return failure(ErrorCode::unsupported, "too many layers");
  if (!is_device_name(name)) return failure(ErrorCode::not_found, "no name of a device");
  BlockDevice device{name, "", {}, false};
  Place place;
  if (name.starts_with(pool_prefix)) {
    device.made_of = TRY(files_.list(devices_of_pool(name.substr(pool_prefix.size())), max_devices, deadline));
    if (device.made_of.empty()) return failure(ErrorCode::unsupported, name + " has no devices");
  } else {
    place = TRY(place_of(name, deadline));
    device.encryption = encryption_in(TRY(text_if_there("/sys/class/block/" + name + "/dm/uuid", deadline)));
    device.made_of = TRY(made_of(name, place, deadline));
  }
  device.is_removable = TRY(is_removable(device, place, depth, deadline));
  return device;
}

Result<BlockDevice> BlockDevices::describe(const std::string& name, Deadline deadline) {
  return describe(name, 0, deadline);
}

}  // namespace digue::machine::linux
