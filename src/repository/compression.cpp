#include "repository/compression.h"

#include <fmt/core.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>

namespace digue::repository {

namespace {

constexpr int window_log = 19;      // 512 KiB, as restic
constexpr int max_window_log = 27;  // what zstd itself reads without being asked: 128 MiB
constexpr std::size_t first_buffer_bytes = 64 * 1024;

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* context) const {
    Free(context);
  }
};

std::unexpected<Error> zstd_failure(std::size_t code) {
  const ZSTD_ErrorCode error = ZSTD_getErrorCode(code);
  const std::string detail = fmt::format("zstd: {}", ZSTD_getErrorString(error));
  if (error == ZSTD_error_dstSize_tooSmall) return failure(ErrorCode::full, detail);
  return failure(error == ZSTD_error_memory_allocation ? ErrorCode::unavailable : ErrorCode::damaged, detail);
}

std::unexpected<Error> no_memory() { return failure(ErrorCode::unavailable, "zstd: no memory"); }

}  // namespace

struct Compressor::Context {
  std::unique_ptr<ZSTD_CCtx, Freed<ZSTD_freeCCtx>> zstd{ZSTD_createCCtx()};
};

Compressor::Compressor(int level) : context_(std::make_unique<Context>()) {
  if (!context_->zstd) return;  // compress() says so
  ZSTD_CCtx_setParameter(context_->zstd.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context_->zstd.get(), ZSTD_c_windowLog, window_log);
  ZSTD_CCtx_setParameter(context_->zstd.get(), ZSTD_c_checksumFlag, 0);
}

Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;
Compressor::~Compressor() = default;

std::size_t Compressor::bound(std::size_t plain_bytes) { return ZSTD_compressBound(plain_bytes); }

Result<std::size_t> Compressor::compress(ByteView plain, std::span<std::byte> frame) {
  if (!context_->zstd) return no_memory();
  const std::size_t written =
      ZSTD_compress2(context_->zstd.get(), frame.data(), frame.size(), plain.data(), plain.size());
  if (ZSTD_isError(written) != 0) return zstd_failure(written);
  return written;
}

Result<Bytes> Compressor::compress(ByteView plain) {
  Bytes frame(bound(plain.size()));
  frame.resize(TRY(compress(plain, frame)));
  return frame;
}

struct Decompressor::Context {
  std::unique_ptr<ZSTD_DCtx, Freed<ZSTD_freeDCtx>> zstd{ZSTD_createDCtx()};
};

Decompressor::Decompressor() : context_(std::make_unique<Context>()) {
  if (!context_->zstd) return;  // decompress() says so
  ZSTD_DCtx_setParameter(context_->zstd.get(), ZSTD_d_windowLogMax, max_window_log);
}

Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;
Decompressor::~Decompressor() = default;

Result<void> Decompressor::decompress(ByteView frames, std::span<std::byte> plain) {
  if (!context_->zstd) return no_memory();
  const std::size_t read =
      ZSTD_decompressDCtx(context_->zstd.get(), plain.data(), plain.size(), frames.data(), frames.size());
  if (ZSTD_isError(read) != 0) {
    Error error = zstd_failure(read).error();
    if (error.code == ErrorCode::full) error.code = ErrorCode::damaged;
    return std::unexpected(std::move(error));
  }
  if (read != plain.size()) return failure(ErrorCode::damaged, "zstd: shorter than it says");
  return {};
}

Result<Bytes> Decompressor::decompress_up_to(ByteView frames, std::size_t max_bytes) {
  if (!context_->zstd) return no_memory();
  ZSTD_DCtx_reset(context_->zstd.get(), ZSTD_reset_session_only);
  // One byte more than may come out: a frame that ends exactly at the limit can then come to its end.
  const std::size_t largest = max_bytes + 1;
  Bytes plain(std::min(largest, std::max(first_buffer_bytes, frames.size() * 8)));
  ZSTD_inBuffer in = {frames.data(), frames.size(), 0};
  ZSTD_outBuffer out = {plain.data(), plain.size(), 0};
  std::size_t left_of_frame = 0;  // 0 when a frame has come to its end
  while (in.pos < in.size || (left_of_frame != 0 && out.pos == out.size)) {
    if (out.pos == out.size) {
      if (plain.size() == largest) break;
      plain.resize(plain.size() > largest / 2 ? largest : plain.size() * 2);
      out.dst = plain.data();
      out.size = plain.size();
    }
    left_of_frame = ZSTD_decompressStream(context_->zstd.get(), &out, &in);
    if (ZSTD_isError(left_of_frame) != 0) return zstd_failure(left_of_frame);
  }
  if (out.pos > max_bytes) return failure(ErrorCode::damaged, "zstd: more than such a file may have");
  if (left_of_frame != 0) return failure(ErrorCode::damaged, "zstd: a frame without end");
  plain.resize(out.pos);
  return plain;
}

}  // namespace digue::repository
