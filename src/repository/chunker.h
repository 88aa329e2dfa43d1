#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "repository/polynomial.h"

namespace digue::repository {

/// How long a chunk may be, and how often it is cut: one position in 2^split_bits. The defaults are the format's.
struct ChunkLimits {
  std::size_t min_bytes = std::size_t{512} * 1024;  ///< more than Chunker::window_bytes
  std::size_t max_bytes = std::size_t{8} * 1024 * 1024;
  int split_bits = 20;
};

/// Cuts files where their content says, so that what is inserted at the front does not move the cuts behind it (Rabin
/// 1981; LBFS, SOSP 2001). The cuts are restic's: behind every window of 64 bytes whose polynomial, modulo that of the
/// repository, ends in 20 zeros.
///
/// Whether there is a cut at a position depends on the 64 bytes before it alone. So nothing is hashed below the
/// minimum, and several strips of the same bytes are scanned at once: one alone would wait for its own table look-ups.
///
/// Built once for a repository; it never changes afterwards and serves every thread.
class Chunker {
 public:
  static constexpr std::size_t window_bytes = 64;

  /// `unsupported` unless the polynomial is irreducible and of degree 53, as those that restic makes.
  static Result<Chunker> with(Polynomial polynomial, const ChunkLimits& limits = {});

  const ChunkLimits& limits() const { return limits_; }

  /// The length of the chunk that begins at the front of `rest`. Nothing when more bytes are needed to tell, which
  /// never happens when `rest` has limits().max_bytes or, as `is_last` says, reaches to the end of the file; and at the
  /// end of the file. When more bytes were needed, `scanned` spares the next call for the same chunk what this one
  /// looked at: it is the size of `rest` then.
  std::optional<std::size_t> next_cut(ByteView rest, bool is_last, std::size_t scanned = 0) const;

 private:
  using Table = std::array<std::uint64_t, 256>;

  Chunker(Polynomial polynomial, const ChunkLimits& limits);

  std::uint64_t slide(std::uint64_t digest, std::byte leaving, std::byte entering) const;
  std::uint64_t digest_of_window(const std::byte* end) const;
  bool is_cut(std::uint64_t digest) const { return (digest & split_mask_) == 0; }
  const std::byte* first_cut(const std::byte* begin, const std::byte* end) const;
  const std::byte* first_cut_in_strips(const std::byte* begin, std::size_t strip_bytes) const;
  const std::byte* first_cut_in_one_strip(const std::byte* begin, const std::byte* end) const;

  ChunkLimits limits_;
  std::uint64_t split_mask_;
  Table reduced_;   ///< what the byte above x^52 becomes
  Table departed_;  ///< what a byte still adds to the digest in the step in which it leaves
};

}  // namespace digue::repository
