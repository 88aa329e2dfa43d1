#include "agent/other_disk.h"

namespace digue::agent {

using machine::Deadline;
using machine::Mount;

namespace {

constexpr std::chrono::seconds patience{3};

std::optional<std::uint64_t> file_system_of(machine::FileTree& files, const std::string& folder) {
  const auto opened = files.open_source(folder);
  const auto metadata = opened ? (*opened)->metadata() : std::unexpected(opened.error());
  return metadata ? std::optional(metadata->device_id) : std::nullopt;
}

bool is_at_or_below(const std::string& path, const std::string& above) {
  return path == above || path.starts_with(above.ends_with('/') ? above : above + "/");
}

/// The mount that shows this folder. Links may lead elsewhere than the path says: then the file systems differ.
std::optional<Mount> mount_of(machine::FileTree& files, const std::vector<Mount>& mounts, const std::string& folder) {
  const Mount* found = nullptr;
  for (const Mount& mount : mounts) {
    if (!is_at_or_below(folder, mount.path)) continue;
    // A later mount hides an earlier one on the same path.
    if (found == nullptr || mount.path.size() >= found->path.size()) found = &mount;
  }
  if (found == nullptr || file_system_of(files, found->path) != file_system_of(files, folder)) return std::nullopt;
  return *found;
}

std::optional<bool> is_removable(machine::FileTree& files, machine::Mounts& mounts, const std::vector<Mount>& list,
                                 const std::string& folder) {
  const auto mount = mount_of(files, list, folder);
  if (!mount || mount->device.empty()) return std::nullopt;
  const auto device = mounts.block_device(mount->device, Deadline::in(patience));
  return device ? std::optional(device->is_removable) : std::nullopt;
}

}  // namespace

std::optional<bool> are_on_different_disks(machine::FileTree& files, machine::Mounts& mounts, const std::string& folder,
                                           const std::string& other) {
  const auto first = file_system_of(files, folder);
  const auto second = file_system_of(files, other);
  if (!first || !second) return std::nullopt;
  if (*first == *second) return false;
  const auto list = mounts.mounts(Deadline::in(patience));
  if (!list) return std::nullopt;
  const auto is_first_removable = is_removable(files, mounts, *list, folder);
  const auto is_second_removable = is_removable(files, mounts, *list, other);
  if (!is_first_removable || !is_second_removable || *is_first_removable == *is_second_removable) return std::nullopt;
  return true;
}

}  // namespace digue::agent
