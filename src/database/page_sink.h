#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace digue::database {

/// A file that SQLite believes to write, page by page (sqlite.org/vfs.html). What it wrote can be taken in the order of
/// the pages; nothing can be read back. Its address must not change: SQLite holds it.
class PageSink {
 public:
  /// `first_page` goes in the place of the first page, which SQLite writes last; while it is empty nothing but that
  /// page is kept.
  explicit PageSink(Bytes first_page);
  PageSink(const PageSink&) = delete;
  PageSink& operator=(const PageSink&) = delete;
  ~PageSink();

  /// Under which name sqlite3_open_v2 finds it.
  const char* vfs_name() const { return name_.c_str(); }

  const Bytes& first_page() const { return first_page_; }
  /// What has come since, in the order of the file.
  Bytes take() { return std::exchange(ready_, {}); }
  /// Whether the pages up to `count` have all come.
  bool is_whole(std::uint64_t count) const;

 private:
  struct File;
  struct Door;

  bool write(ByteView page, std::uint64_t offset);
  void append_what_follows();

  std::string name_;
  std::unique_ptr<Door> door_;  ///< what SQLite knows of it
  Bytes first_page_;
  bool keeps_first_alone_;
  Bytes ready_;
  std::map<std::uint64_t, Bytes> early_;  ///< pages that came before one with a lower number
  std::uint64_t next_ = 2;                ///< the page that follows what is ready
  std::uint64_t size_ = 0;                ///< of the file, as SQLite believes
};

}  // namespace digue::database
