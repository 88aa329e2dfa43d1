#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "machine/deadline.h"

namespace digue::machine {

/// What a disk that is here now holds: a file system, mounted or not, or something that nobody knows.
struct Volume {
  std::string device;         ///< the kernel's name, as in "sdb1", "dm-3", "loop0"
  std::string disk;           ///< the disk that it lies on, as in "sdb": what is switched off as one; empty: on several
  bool is_readable = true;    ///< false: the device did not let itself be read, and what is on it is unknown
  std::string file_system;    ///< its identity (UUID), as the file system itself has it; empty: none is known
  std::string kind;           ///< as in "ext4", "exfat", "crypto_LUKS"
  std::string label;          ///< what its maker or a person called it; may be empty
  std::string serial;         ///< the disk's, empty where it tells none
  std::string model;          ///< the disk's, for people; may be empty
  bool is_removable = false;  ///< a person can take the disk away
  /// As BlockDevice::encryption, of the layers below; empty: readable by anybody who takes the disk. None: not known.
  std::optional<std::string> encryption;
  std::vector<std::string> mounted_at;      ///< where all of it is seen, in the order of mounting
  std::uint64_t size = 0;                   ///< bytes of the device
  std::optional<std::uint64_t> free_bytes;  ///< for whoever has no special rights, of what is mounted

  bool operator==(const Volume&) const = default;
};

/// Disks that come and go. Belongs to one thread.
///
/// Errors: `not_found` (it is gone), `denied`, `locked` (somebody uses it), `unavailable` (no answer in time, or the
/// disk failed), `unsupported`.
class Volumes {
 public:
  virtual ~Volumes() = default;

  /// Everything on the disks of this computer, network shares not. `denied` for whoever may not read disks: then
  /// nobody knows which are here.
  virtual Result<std::vector<Volume>> list(Deadline deadline) = 0;
  /// Mounts it below a folder that only root can enter, without running or trusting anything on it (nosuid, nodev,
  /// noexec). The path. One that is mounted already stays where it is. `unsupported` for file systems that nobody
  /// needs on a disk for copies: each one is code of the kernel that reads what a stranger wrote.
  virtual Result<std::string> mount(const Volume& volume, Deadline deadline) = 0;
  /// Flushes and unmounts it everywhere: when this returns, nothing that was written can be lost by pulling the plug.
  virtual Result<void> unmount(const Volume& volume, Deadline deadline) = 0;
  /// Switches the disk off, so that nothing on this computer can reach it until a person unplugs it and plugs it in
  /// again. `locked` while something on it is mounted.
  virtual Result<void> power_off(const Volume& volume, Deadline deadline) = 0;
  /// Whether a disk with that serial number still hangs on this computer, be it switched off. `unsupported` where that
  /// cannot be told.
  virtual Result<bool> hangs_here(const std::string& serial, Deadline deadline) = 0;
};

}  // namespace digue::machine
