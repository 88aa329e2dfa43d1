#include "backup/trial/file_window.h"

#include <algorithm>

namespace digue::backup {

Result<FileWindow> FileWindow::over(machine::SourceFile& file) {
  const machine::EntryMetadata metadata = TRY(file.metadata());
  return FileWindow(file, metadata.size);
}

Result<ByteView> FileWindow::at(std::uint64_t offset, std::size_t count) {
  const ByteView found = TRY(up_to(offset, count));
  if (found.size() < count) return failure(ErrorCode::damaged, "the file ends too early");
  return found;
}

Result<ByteView> FileWindow::up_to(std::uint64_t offset, std::size_t count) {
  if (count > window_bytes) return failure(ErrorCode::bug, "more than the window holds");
  if (offset >= size_) return ByteView();
  count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - offset));
  const bool is_there = offset >= begin_ && offset - begin_ <= content_.size() &&
                        count <= content_.size() - static_cast<std::size_t>(offset - begin_);
  if (!is_there) {
    content_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, size_ - offset)));
    begin_ = offset;
    const auto read = file_->read(offset, content_);
    content_.resize(read.value_or(0));
    if (!read) return std::unexpected(read.error());
    // It was cut since it was opened.
    count = std::min(count, content_.size());
  }
  return ByteView(content_).subspan(static_cast<std::size_t>(offset - begin_), count);
}

}  // namespace digue::backup
