#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/instant.h"

namespace digue::machine {

/// A file that is being written and has no name yet that others look for. Destroying it closes it; what was written may
/// be there or not until sync() returned. For one thread.
class OutputFile {
 public:
  virtual ~OutputFile() = default;

  /// Appends all of it. After an error, some of it may be there.
  virtual Result<void> write(ByteView content) = 0;
  /// Returns when a power cut can no longer take what was written. After an error nothing in this file can be trusted,
  /// and asking again proves nothing: the system may have dropped what it could not write.
  virtual Result<void> sync() = 0;
};

struct DiskEntry {
  std::string name;
  bool is_folder = false;
  std::uint64_t size = 0;              ///< bytes; 0 for a folder
  std::optional<Instant> modified_at;  ///< by this disk's own clock

  bool operator==(const DiskEntry&) const = default;
};

/// A file system as far as a repository needs one: files that are written once, and made durable step by step, so that
/// a test can stop at each step. What was written, renamed or removed is durable only after sync() and sync_folder().
///
/// Errors: `not_found`, `already_exists`, `denied` (also a disk that is read-only), `full` (also a quota),
/// `unavailable` (input or output failed, the disk was pulled), `invalid_input` (something else than a file or folder
/// stands there). Any thread may call it.
class Disk {
 public:
  virtual ~Disk() = default;

  /// Makes a new file, for the owner alone (0600). `already_exists` if the name is taken, be it by a link.
  virtual Result<std::unique_ptr<OutputFile>> create(const std::string& path) = 0;
  /// Gives a finished file its last name and makes it read-only. `already_exists` if that name is taken: nothing is
  /// ever replaced.
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  /// For a file. A folder is `invalid_input` or `denied`, as the system has it.
  virtual Result<void> remove(const std::string& path) = 0;
  /// For the owner alone (0700). `already_exists` is an error; parents must be there.
  virtual Result<void> make_folder(const std::string& path) = 0;
  /// Makes the names in this folder durable.
  virtual Result<void> sync_folder(const std::string& path) = 0;

  /// Everything in the folder but "." and "..", in no order. Links and special files are left out.
  virtual Result<std::vector<DiskEntry>> list(const std::string& path) = 0;
  virtual Result<std::uint64_t> size(const std::string& path) = 0;
  /// Fills `into` from `offset`. `damaged` if the file ends before, or if the disk cannot read that part of it.
  virtual Result<void> read(const std::string& path, std::uint64_t offset, std::span<std::byte> into) = 0;
};

}  // namespace digue::machine
