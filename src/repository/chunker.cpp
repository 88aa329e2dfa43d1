#include "repository/chunker.h"

#include <algorithm>

namespace digue::repository {

namespace {

constexpr int degree = 53;
constexpr int top_byte_shift = degree - 8;

// Measured: with four strips the table look-ups of three fill the time in which the fourth waits. Shorter strips pay
// more for their first windows, longer ones scan more bytes behind a cut in vain.
constexpr std::size_t strips = 4;
constexpr std::size_t max_strip_bytes = std::size_t{8} * 1024;
constexpr std::size_t min_strip_bytes = 4 * Chunker::window_bytes;

}  // namespace

Result<Chunker> Chunker::with(Polynomial polynomial, const ChunkLimits& limits) {
  if (degree_of(polynomial) != degree || !is_irreducible(polynomial)) {
    return failure(ErrorCode::unsupported, "the chunker's polynomial is not an irreducible one of degree 53");
  }
  if (limits.min_bytes <= window_bytes || limits.max_bytes < limits.min_bytes || limits.split_bits < 0 ||
      limits.split_bits >= degree) {
    return failure(ErrorCode::unsupported, "limits of chunks that make no sense");
  }
  return Chunker(polynomial, limits);
}

Chunker::Chunker(Polynomial polynomial, const ChunkLimits& limits)
    : limits_(limits), split_mask_((std::uint64_t{1} << limits.split_bits) - 1) {
  const Polynomial x8{1 << 8};
  Polynomial behind_window{1};
  for (std::size_t i = 0; i < window_bytes; ++i) behind_window = product_modulo(behind_window, x8, polynomial);
  const Polynomial above_digest = remainder_of({std::uint64_t{1} << degree}, polynomial);
  for (std::size_t byte = 0; byte < 256; ++byte) {
    // The second part takes the byte itself away: x^53 and above are not part of a digest.
    reduced_[byte] = product_modulo({byte}, above_digest, polynomial).bits ^ (std::uint64_t{byte} << degree);
    departed_[byte] = product_modulo({byte}, behind_window, polynomial).bits;
  }
}

/// digest * x^8 + entering - leaving * x^512. The textbook subtracts `leaving` before it multiplies; afterwards it is
/// the same, and the next step waits for one look-up instead of two.
inline std::uint64_t Chunker::slide(std::uint64_t digest, std::byte leaving, std::byte entering) const {
  const std::uint64_t step =
      departed_[std::to_integer<std::size_t>(leaving)] ^ std::to_integer<std::uint64_t>(entering);
  return (digest << 8) ^ reduced_[digest >> top_byte_shift] ^ step;
}

std::uint64_t Chunker::digest_of_window(const std::byte* end) const {
  std::uint64_t digest = 0;
  for (const std::byte* byte = end - window_bytes; byte != end; ++byte) digest = slide(digest, std::byte{0}, *byte);
  return digest;
}

/// The first cut behind a byte of [begin, begin + strips * strip_bytes), or null.
const std::byte* Chunker::first_cut_in_strips(const std::byte* begin, std::size_t strip_bytes) const {
  std::array<const std::byte*, strips> strip;
  std::array<std::uint64_t, strips> digest;
  std::array<const std::byte*, strips> cut = {};
  for (std::size_t s = 0; s < strips; ++s) {
    strip[s] = begin + s * strip_bytes;
    digest[s] = digest_of_window(strip[s]);
  }
  for (std::size_t i = 0; i < strip_bytes; ++i) {
    for (std::size_t s = 0; s < strips; ++s) {
      const std::byte* const entering = strip[s] + i;
      digest[s] = slide(digest[s], *(entering - window_bytes), *entering);
      if (is_cut(digest[s])) [[unlikely]] {
        if (s == 0) return entering + 1;
        if (cut[s] == nullptr) cut[s] = entering + 1;
      }
    }
  }
  const auto first = std::ranges::find_if(cut, [](const std::byte* found) { return found != nullptr; });
  return first == cut.end() ? nullptr : *first;
}

const std::byte* Chunker::first_cut_in_one_strip(const std::byte* begin, const std::byte* end) const {
  std::uint64_t digest = digest_of_window(begin);
  for (const std::byte* entering = begin; entering != end; ++entering) {
    digest = slide(digest, *(entering - window_bytes), *entering);
    if (is_cut(digest)) return entering + 1;
  }
  return nullptr;
}

/// The first cut behind a byte of [begin, end), or null.
const std::byte* Chunker::first_cut(const std::byte* begin, const std::byte* end) const {
  while (true) {
    const std::size_t strip_bytes = std::min(static_cast<std::size_t>(end - begin) / strips, max_strip_bytes);
    if (strip_bytes < min_strip_bytes) return first_cut_in_one_strip(begin, end);
    if (const std::byte* const cut = first_cut_in_strips(begin, strip_bytes)) return cut;
    begin += strips * strip_bytes;
  }
}

std::optional<std::size_t> Chunker::next_cut(ByteView rest, bool is_last, std::size_t scanned) const {
  const std::size_t longest = std::min(rest.size(), limits_.max_bytes);
  const std::size_t first_decision = std::max(limits_.min_bytes, scanned + 1);
  if (first_decision <= longest) {
    const std::byte* const begin = rest.data();
    if (const std::byte* const cut = first_cut(begin + first_decision - 1, begin + longest)) {
      return static_cast<std::size_t>(cut - begin);
    }
  }
  if (longest == limits_.max_bytes || (is_last && longest > 0)) return longest;
  return std::nullopt;
}

}  // namespace digue::repository
