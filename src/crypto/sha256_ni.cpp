#include "crypto/sha256_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define DIGUE_SHA_NI __attribute__((target("sha,sse4.1")))
#define DIGUE_UNROLL _Pragma("GCC unroll 16")

namespace digue::crypto {

namespace {

const __m128i* vector_at(const void* at) { return static_cast<const __m128i*>(at); }

/// The state as SHA-NI wants it: A, B, E, F in one register and C, D, G, H in the other (Intel, "SHA Extensions",
/// 2013).
struct State {
  __m128i abef;
  __m128i cdgh;
};

DIGUE_SHA_NI inline State load(const std::array<std::uint32_t, 8>& words) {
  const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(vector_at(words.data())), 0xB1);
  const __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128(vector_at(words.data() + 4)), 0x1B);
  return {_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xF0)};
}

DIGUE_SHA_NI inline void store(const State& state, std::array<std::uint32_t, 8>& words) {
  const __m128i feba = _mm_shuffle_epi32(state.abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(state.cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(words.data()), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(words.data() + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/// The next four words of the schedule, from the sixteen before them, of which `oldest` are the first four.
DIGUE_SHA_NI inline __m128i schedule(__m128i oldest, __m128i older, __m128i newer, __m128i newest) {
  const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(oldest, older), _mm_alignr_epi8(newest, newer, 4));
  return _mm_sha256msg2_epu32(sum, newest);
}

/// Written for the scheduler of the compiler: the lanes' instructions stand side by side, and all loops are unrolled.
template <std::size_t lane_count>
DIGUE_SHA_NI void compress(std::span<Sha256Lane> lanes, std::size_t blocks) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  State state[lane_count];
  const std::byte* next[lane_count];
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    state[lane] = load(lanes[lane].state);
    next[lane] = lanes[lane].next;
  }
  for (; blocks > 0; --blocks) {
    State before[lane_count];
    __m128i words[lane_count][4];
    for (std::size_t lane = 0; lane < lane_count; ++lane) before[lane] = state[lane];
    DIGUE_UNROLL for (std::size_t four = 0; four < 16; ++four) {
      const __m128i constants = _mm_load_si128(vector_at(sha256_constants.data() + 4 * four));
      DIGUE_UNROLL for (std::size_t lane = 0; lane < lane_count; ++lane) {
        __m128i(&w)[4] = words[lane];
        State& s = state[lane];
        w[four % 4] = four < 4 ? _mm_shuffle_epi8(_mm_loadu_si128(vector_at(next[lane] + 16 * four)), big_endian)
                               : schedule(w[four % 4], w[(four + 1) % 4], w[(four + 2) % 4], w[(four + 3) % 4]);
        const __m128i input = _mm_add_epi32(w[four % 4], constants);
        s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, input);
        s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(input, 0x0E));
      }
    }
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      state[lane].abef = _mm_add_epi32(state[lane].abef, before[lane].abef);
      state[lane].cdgh = _mm_add_epi32(state[lane].cdgh, before[lane].cdgh);
      next[lane] += sha256_block_bytes;
    }
  }
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    store(state[lane], lanes[lane].state);
    lanes[lane].next = next[lane];
  }
}

}  // namespace

void sha256_compress_ni(std::span<Sha256Lane> lanes, std::size_t blocks) {
  if (lanes.size() == 2) {
    compress<2>(lanes, blocks);
  } else {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) compress<1>(lanes.subspan(lane, 1), blocks);
  }
}

}  // namespace digue::crypto

#endif
