#pragma once

#include "base/bytes.h"
#include "machine/file_tree.h"

namespace digue::backup {

/// A file whose parts are read wherever they lie, some bytes at a time and never beyond its end.
class FileWindow {
 public:
  static constexpr std::size_t window_bytes = std::size_t{128} * 1024;

  /// `file` outlives it.
  static Result<FileWindow> over(machine::SourceFile& file);

  std::uint64_t size() const { return size_; }
  /// Exactly these bytes, valid until the next call; `damaged` if the file has not so many. `count` is at most
  /// window_bytes.
  Result<ByteView> at(std::uint64_t offset, std::size_t count);
  /// As many of them as there are.
  Result<ByteView> up_to(std::uint64_t offset, std::size_t count);

 private:
  FileWindow(machine::SourceFile& file, std::uint64_t size) : file_(&file), size_(size) {}

  machine::SourceFile* file_;
  std::uint64_t size_;
  std::uint64_t begin_ = 0;  ///< of what is in the window
  Bytes content_;
};

}  // namespace digue::backup
