#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/instant.h"
#include "machine/deadline.h"

namespace digue::machine {

enum class FileKind { file, folder, link, other };

struct FileInfo {
  FileKind kind = FileKind::other;
  Instant modified_at;
  std::int64_t size = 0;  ///< bytes

  bool operator==(const FileInfo&) const = default;
};

/// Reads small files (settings, states) with the rights of one account, whatever stands there: a FIFO, a dead network
/// mount or an endless file costs at most the deadline. Paths are absolute.
///
/// Errors: `not_found`, `denied`, `unavailable` (no answer in time), `invalid_input` (longer than the limit, or not a
/// regular file), `unsupported`.
class Files {
 public:
  virtual ~Files() = default;

  /// The whole file; links are followed.
  virtual Result<Bytes> read(const std::string& path, std::size_t max_bytes, Deadline deadline) = 0;

  /// The names in a folder, sorted, without "." and "..".
  virtual Result<std::vector<std::string>> list(const std::string& path, std::size_t max_names, Deadline deadline) = 0;

  /// What stands there; a last link is followed.
  virtual Result<FileInfo> info(const std::string& path, Deadline deadline) = 0;

  /// Where a link points, as it is written in it.
  virtual Result<std::string> link_target(const std::string& path, Deadline deadline) = 0;
};

}  // namespace digue::machine
