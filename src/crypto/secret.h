#pragma once

#include <span>

#include "base/bytes.h"

namespace digue::crypto {

/// Overwrites bytes for good: no compiler takes it for a store that nobody reads.
void wipe(std::span<std::byte> bytes);

/// Bytes that nobody else may see: wiped when they die, moved but never copied, and without any way to print them.
class Secret {
 public:
  explicit Secret(Bytes bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  /// The bytes, for the call that needs them; never kept.
  ByteView reveal() const { return bytes_; }

 private:
  Bytes bytes_;
};

}  // namespace digue::crypto
