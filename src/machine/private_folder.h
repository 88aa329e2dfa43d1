#pragma once

#include <string>
#include <utility>

#include "base/bytes.h"

namespace digue::machine {

/// Work that one process does at a time. It ends with this object, and with the process, however that ends.
class FolderLock {
 public:
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  friend class PrivateFolder;
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

/// A folder that only this account can enter, for what Digue keeps on the real machine.
class PrivateFolder {
 public:
  /// Makes it, and what is missing above it, with mode 0700. A folder that others may write to is `denied`: what lies
  /// in it could not be trusted. Other errors: `full`, `unavailable`, `invalid_input` (something else stands there).
  static Result<PrivateFolder> open(const std::string& path);

  /// One that is there; nothing is made. `not_found`, or as `open`.
  static Result<PrivateFolder> find(const std::string& path);

  /// The path of a name in it.
  std::string path_of(std::string_view name) const;

  /// The content of a small file; `fresh` is written first if there is none yet, with mode 0600. It is durable when
  /// this returns, and of two processes that come at once both get the same content.
  Result<Bytes> keep(std::string_view name, ByteView fresh) const;

  /// The content of a small file that is there. `denied` if others may change it, `not_found`.
  Result<Bytes> read(std::string_view name) const;

  /// Whether what stands there may be opened by a library that asks no questions. `invalid_input` if it is no regular
  /// file (a FIFO would be waited for), `denied` if others may change it, `not_found`.
  Result<void> check_file(std::string_view name) const;

  /// Puts this content in the place of what stands there, at once and durably: whoever reads sees the one or the other,
  /// whole, also after a power cut. Mode 0600.
  Result<void> replace(std::string_view name, ByteView content) const;

  /// What is kept as `name` gets its last name, durably; what has that name already stays, and `name` goes. Of two
  /// processes that come at once one does it, and neither fails.
  Result<void> settle(std::string_view name, std::string_view last_name) const;

  /// Takes the work of that name. `locked` while somebody else is at it, in this process or another. An empty file of
  /// that name stays.
  Result<FolderLock> lock(std::string_view name) const;

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace digue::machine
