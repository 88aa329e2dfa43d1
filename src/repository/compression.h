#pragma once

#include <memory>
#include <span>

#include "base/bytes.h"

namespace digue::repository {

/// Zstandard (RFC 8878), the only door to it. Frames have a window of 512 KiB, no checksum and no dictionary, as those
/// that restic writes. Each holds memory that is reused: one a thread.
class Compressor {
 public:
  /// 1 (fastest) to 19 (smallest).
  explicit Compressor(int level);
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;
  ~Compressor();

  /// How long the frame of `plain_bytes` bytes can become.
  static std::size_t bound(std::size_t plain_bytes);

  /// Writes one frame to the start of `frame` and returns its length. `full` if it has less room than that needs;
  /// bound() is always enough.
  Result<std::size_t> compress(ByteView plain, std::span<std::byte> frame);
  Result<Bytes> compress(ByteView plain);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Reads frames that may be forged: the caller says how much may come out, never the frame.
class Decompressor {
 public:
  Decompressor();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;
  ~Decompressor();

  /// `damaged` unless exactly plain.size() bytes come out.
  Result<void> decompress(ByteView frames, std::span<std::byte> plain);
  /// All that comes out; `damaged` if it is more than `max_bytes`. Memory grows with what has come out, so a small file
  /// that claims to be large costs nothing.
  Result<Bytes> decompress_up_to(ByteView frames, std::size_t max_bytes);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace digue::repository
