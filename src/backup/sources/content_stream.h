#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"

namespace digue::backup {

/// Content that is made while it is read: from its beginning to its end, once, by one thread.
class ContentStream {
 public:
  virtual ~ContentStream() = default;

  /// Fills as much of `into` as there is; 0 is the end, and that all before was whole. An error: what was read must not
  /// be kept.
  virtual Result<std::size_t> read(std::span<std::byte> into) = 0;
};

using OpenContent = std::function<Result<std::unique_ptr<ContentStream>>()>;

/// A file that exists only while it is saved: the copy of a database.
struct StreamedFile {
  std::string name;  ///< in its folder
  OpenContent open;  ///< asked each time it is saved
};

}  // namespace digue::backup
