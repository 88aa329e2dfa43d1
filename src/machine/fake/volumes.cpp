#include "machine/fake/volumes.h"

#include <algorithm>

namespace digue::machine::fake {

void MemoryVolumes::plug(Volume volume) {
  switched_off_.erase(volume.serial);
  volumes_.push_back(std::move(volume));
}

void MemoryVolumes::pull(const std::string& file_system) {
  std::erase_if(volumes_, [&](const Volume& volume) { return volume.file_system == file_system; });
}

Result<Volume*> MemoryVolumes::find(const Volume& volume) {
  if (failure_) return failure(*failure_, "as the test wants it");
  const auto found = std::ranges::find(volumes_, volume.device, &Volume::device);
  if (found == volumes_.end()) return failure(ErrorCode::not_found, volume.device);
  return &*found;
}

Result<std::vector<Volume>> MemoryVolumes::list(Deadline) {
  if (failure_) return failure(*failure_, "as the test wants it");
  return volumes_;
}

Result<std::string> MemoryVolumes::mount(const Volume& volume, Deadline) {
  Volume& found = *TRY(find(volume));
  if (found.mounted_at.empty()) found.mounted_at.push_back("/mounted/" + found.file_system);
  return found.mounted_at.front();
}

Result<void> MemoryVolumes::unmount(const Volume& volume, Deadline) {
  Volume& found = *TRY(find(volume));
  if (in_use_.contains(found.file_system)) return failure(ErrorCode::locked, found.device);
  found.mounted_at.clear();
  return {};
}

Result<void> MemoryVolumes::power_off(const Volume& volume, Deadline) {
  const std::string disk = TRY(find(volume))->disk;
  for (const Volume& other : volumes_) {
    if (other.disk == disk && !other.mounted_at.empty()) return failure(ErrorCode::locked, other.device);
  }
  if (!volume.serial.empty()) switched_off_.insert(volume.serial);
  std::erase_if(volumes_, [&](const Volume& other) { return other.disk == disk; });
  return {};
}

Result<bool> MemoryVolumes::hangs_here(const std::string& serial, Deadline) {
  if (failure_) return failure(*failure_, "as the test wants it");
  if (serial.empty()) return failure(ErrorCode::unsupported, "a disk without a number");
  return switched_off_.contains(serial) || std::ranges::find(volumes_, serial, &Volume::serial) != volumes_.end();
}

}  // namespace digue::machine::fake
