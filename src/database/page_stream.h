#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/result.h"

namespace digue::database {

/// The file of a SQLite database as it was at the moment of `open`, from its first byte to its last, while other
/// programs go on using it. Neither a temporary file nor more memory than some pages.
///
/// It is SQLite's own backup (sqlite.org/backup.html) inside one read transaction. A database with a write-ahead log is
/// written to meanwhile as always; with a rollback journal, SQLite lets nobody commit before the last byte is read.
/// The file is never changed; beside one with a write-ahead log, an empty one may be left
/// (sqlite.org/wal.html#readonly). For one thread.
///
/// Errors as Connection's; `denied` also for a file that a crashed program left in the middle of a change: only who may
/// write to it can take that back.
class PageStream {
 public:
  static Result<PageStream> open(const std::string& path);

  PageStream(PageStream&& other) noexcept;
  PageStream& operator=(PageStream&& other) noexcept;
  ~PageStream();

  /// Fills `into`; fewer bytes only at the end.
  Result<std::size_t> read(std::span<std::byte> into);

 private:
  struct Source;
  explicit PageStream(std::unique_ptr<Source> source);

  std::unique_ptr<Source> source_;
};

}  // namespace digue::database
