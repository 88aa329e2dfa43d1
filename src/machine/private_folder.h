#pragma once

#include <string>

#include "base/bytes.h"

namespace digue::machine {

/// A folder that only this account can enter, for what Digue keeps on the real machine.
class PrivateFolder {
 public:
  /// Makes it, and what is missing above it, with mode 0700. A folder that others may write to is `denied`: what lies
  /// in it could not be trusted. Other errors: `full`, `unavailable`, `invalid_input` (something else stands there).
  static Result<PrivateFolder> open(const std::string& path);

  /// The path of a name in it.
  std::string path_of(std::string_view name) const;

  /// The content of a small file; `fresh` is written first if there is none yet, with mode 0600. It is durable when
  /// this returns, and of two processes that come at once both get the same content.
  Result<Bytes> keep(std::string_view name, ByteView fresh) const;

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace digue::machine
