#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "posture/probes/known.h"
#include "posture/probes/probes.h"
#include "posture/probes/words.h"

namespace digue::posture {

namespace {

using machine::BlockDevice;
using machine::Mount;

/// More layers than any real stack has (file system, LVM, LUKS, RAID, partition): a circle ends here.
constexpr int max_layers = 12;
constexpr int max_devices = 200;

bool is_home_or_root(const Mount& mount) { return is_one_of(mount.path, {"/", "/home"}); }

/// What starts the system is in clear everywhere and holds no data; images cannot be written to; zram is memory.
bool can_hold_data(const Mount& mount) {
  if (is_one_of(mount.path, {"/boot", "/boot/efi", "/boot/firmware", "/efi"})) return false;
  if (is_one_of(mount.file_system, {"squashfs", "iso9660", "udf", "erofs", "cramfs"})) return false;
  if (mount.device.starts_with("zram") || mount.device.starts_with("ram")) return false;
  // ZFS has no block device of its own, and it holds data.
  return !mount.device.empty() || mount.file_system == "zfs";
}

/// What lies below one mount, found by walking down its layers.
class Layers {
 public:
  explicit Layers(const Look& look) : look_(look) {}

  struct Answer {
    Maybe encrypted;
    std::string type;                 ///< of the layer that encrypts
    std::optional<ErrorCode> reason;  ///< why it is not known
    bool is_removable = false;
  };

  /// Encrypted where this layer encrypts, or where everything that it is made of is encrypted.
  Answer below(const std::string& name, int depth = 0) {
    if (depth > max_layers || ++asked_ > max_devices) return unknown(ErrorCode::damaged);
    const Result<BlockDevice> device = look_.machine.mounts().block_device(name, look_.deadline);
    if (!device) return unknown(device.error().code);
    if (!device->encryption.empty()) {
      Answer answer{true, device->encryption, {}, device->is_removable};
      for (const std::string& part : device->made_of) {
        answer.is_removable = below(part, depth + 1).is_removable || answer.is_removable;
      }
      return answer;
    }
    // What a loop device is made of is a file: where that lies is not asked here.
    if (device->made_of.empty() && name.starts_with("loop")) return unknown(ErrorCode::unsupported);
    if (device->made_of.empty()) return {false, {}, {}, device->is_removable};
    Answer all{true, {}, {}, device->is_removable};
    for (const std::string& part : device->made_of) add(all, below(part, depth + 1));
    return all;
  }

 private:
  static Answer unknown(ErrorCode reason) { return {std::nullopt, {}, reason, false}; }

  /// One part in clear settles it, whatever is not known of the others.
  static void add(Answer& all, const Answer& part) {
    all.is_removable = all.is_removable || part.is_removable;
    if (all.type.empty()) all.type = part.type;
    if (all.encrypted == false || part.encrypted == true) return;
    all.encrypted = part.encrypted;
    all.reason = part.reason;
    if (part.encrypted == false) all.reason.reset();
  }

  const Look& look_;
  int asked_ = 0;
};

/// One mount for each device: where several show the same one (bind mounts, subvolumes), "/" and "/home" first.
std::vector<Mount> distinct(const std::vector<Mount>& mounts) {
  std::map<std::string, const Mount*> visible;  // a later mount hides an earlier one on the same path
  for (const Mount& mount : mounts) visible[mount.path] = &mount;
  std::vector<const Mount*> kept;
  for (const auto& [path, mount] : visible) {
    if (is_home_or_root(*mount) || can_hold_data(*mount)) kept.push_back(mount);
  }
  std::ranges::stable_sort(kept, std::greater(), [](const Mount* mount) { return is_home_or_root(*mount); });
  std::set<std::string> devices;
  std::vector<Mount> found;
  for (const Mount* mount : kept) {
    if (mount->device.empty() || devices.insert(mount->device).second) found.push_back(*mount);
  }
  return found;
}

Fact shown_path(const Mount& mount) {
  if (is_home_or_root(mount)) return mount.path;
  return Personal{"mount", mount.path};
}

void add_row(Reading& reading, const Look& look, const Mount& mount, bool has_encrypted_folders) {
  Layers::Answer answer{std::nullopt, {}, ErrorCode::unsupported, false};
  if (!mount.device.empty()) answer = Layers(look).below(mount.device);
  // A stick or an external disk is no part of this machine, encrypted or not; unless the system itself lies on it.
  if (answer.is_removable && !is_home_or_root(mount)) return;
  // Folders encrypted one by one (eCryptfs) may hold all the data that lies here: then "in clear" would say too much.
  if (answer.encrypted == false && has_encrypted_folders) {
    answer = {std::nullopt, {}, ErrorCode::unsupported, false};
  }
  if (answer.reason) doubt(reading, *answer.reason);
  reading.rows.push_back({{"name", mount.device.empty() ? mount.file_system : mount.device},
                          {"path", shown_path(mount)},
                          {"encrypted", fact(answer.encrypted)},
                          {"type", answer.encrypted == true ? Fact(answer.type) : Fact()}});
}

}  // namespace

Reading read_disk_encryption(const Look& look) {
  if (look.machine.system() != machine::System::linux) return unsupported("disk_encryption");
  Reading reading{.table = "disk_encryption"};
  const auto mounts = known(reading, look.machine.mounts().mounts(look.deadline));
  if (!mounts) return reading;
  const bool has_encrypted_folders = std::ranges::find(*mounts, "ecryptfs", &Mount::file_system) != mounts->end();
  for (const Mount& mount : distinct(*mounts)) add_row(reading, look, mount, has_encrypted_folders);
  // A machine without a root has not been read.
  if (reading.rows.empty()) doubt(reading, ErrorCode::not_found);
  return reading;
}

}  // namespace digue::posture
