#pragma once

#include <set>

#include "machine/volumes.h"

namespace digue::machine::fake {

/// Disks that a test plugs in and pulls out. What is mounted stands below "/mounted/".
class MemoryVolumes final : public Volumes {
 public:
  void plug(Volume volume);
  /// Without a warning.
  void pull(const std::string& file_system);
  /// Somebody works on it: it cannot be unmounted.
  void use(const std::string& file_system) { in_use_.insert(file_system); }
  void leave(const std::string& file_system) { in_use_.erase(file_system); }
  /// What every question answers from now on; none: what is so.
  void fail_with(std::optional<ErrorCode> code) { failure_ = code; }

  Result<std::vector<Volume>> list(Deadline deadline) override;
  Result<std::string> mount(const Volume& volume, Deadline deadline) override;
  Result<void> unmount(const Volume& volume, Deadline deadline) override;
  Result<void> power_off(const Volume& volume, Deadline deadline) override;
  Result<bool> hangs_here(const std::string& serial, Deadline deadline) override;

 private:
  Result<Volume*> find(const Volume& volume);

  std::vector<Volume> volumes_;
  std::set<std::string> in_use_;
  std::set<std::string> switched_off_;  ///< serial numbers
  std::optional<ErrorCode> failure_;
};

}  // namespace digue::machine::fake
