#include "crypto/sha256_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define DIGUE_AVX2 __attribute__((target("avx2")))

namespace digue::crypto {

namespace {

constexpr std::size_t lane_count = 8;
/// Below this the scalar code is faster than eight lanes of which most are idle.
constexpr std::size_t worthwhile_lanes = 3;

/// One word of each lane.
using Words = __m256i;

template <int count>
DIGUE_AVX2 inline Words rotated(const Words& words) {
  return _mm256_or_si256(_mm256_srli_epi32(words, count), _mm256_slli_epi32(words, 32 - count));
}

DIGUE_AVX2 inline Words sum(const Words& a, const Words& b) { return _mm256_add_epi32(a, b); }
DIGUE_AVX2 inline Words exclusive_or(const Words& a, const Words& b, const Words& c) {
  return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

/// Turns 8 rows of 8 words into columns.
DIGUE_AVX2 inline void transpose(Words (&rows)[8]) {
  Words pairs[8];
  for (std::size_t i = 0; i < 8; i += 2) {
    pairs[i] = _mm256_unpacklo_epi32(rows[i], rows[i + 1]);
    pairs[i + 1] = _mm256_unpackhi_epi32(rows[i], rows[i + 1]);
  }
  Words fours[8];
  for (std::size_t i = 0; i < 8; i += 4) {
    fours[i] = _mm256_unpacklo_epi64(pairs[i], pairs[i + 2]);
    fours[i + 1] = _mm256_unpackhi_epi64(pairs[i], pairs[i + 2]);
    fours[i + 2] = _mm256_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
    fours[i + 3] = _mm256_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    rows[i] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x20);
    rows[i + 4] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x31);
  }
}

DIGUE_AVX2 inline void load_half_block(const std::byte* const (&next)[lane_count], std::size_t half, Words* words) {
  const Words big_endian = _mm256_broadcastsi128_si256(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
  Words rows[lane_count];
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    rows[lane] = _mm256_loadu_si256(reinterpret_cast<const Words*>(next[lane] + 32 * half));
  }
  transpose(rows);
  for (std::size_t i = 0; i < 8; ++i) words[i] = _mm256_shuffle_epi8(rows[i], big_endian);
}

/// W[t] from W[t - 16] and its followers, where t is at least 16 and `w` holds the last sixteen in a ring.
DIGUE_AVX2 inline Words scheduled(const Words (&w)[16], std::size_t t) {
  const Words& w15 = w[(t - 15) % 16];
  const Words& w2 = w[(t - 2) % 16];
  const Words sigma0 = exclusive_or(rotated<7>(w15), rotated<18>(w15), _mm256_srli_epi32(w15, 3));
  const Words sigma1 = exclusive_or(rotated<17>(w2), rotated<19>(w2), _mm256_srli_epi32(w2, 10));
  return sum(sum(sigma1, w[(t - 7) % 16]), sum(sigma0, w[t % 16]));
}

/// FIPS 180-4, 6.2.2. The eight working variables rotate by their index instead of being moved.
DIGUE_AVX2 inline void compress_block(Words (&state)[8], const std::byte* const (&next)[lane_count]) {
  Words w[16];
  load_half_block(next, 0, w);
  load_half_block(next, 1, w + 8);
  Words v[8];
  for (std::size_t i = 0; i < 8; ++i) v[i] = state[i];
#pragma GCC unroll 64
  for (std::size_t t = 0; t < 64; ++t) {
    if (t >= 16) w[t % 16] = scheduled(w, t);
    const Words a = v[(64 - t) % 8];
    const Words b = v[(65 - t) % 8];
    const Words c = v[(66 - t) % 8];
    const Words e = v[(68 - t) % 8];
    const Words f = v[(69 - t) % 8];
    const Words g = v[(70 - t) % 8];
    Words& d = v[(67 - t) % 8];
    Words& h = v[(71 - t) % 8];
    const Words constant = _mm256_set1_epi32(static_cast<int>(sha256_constants[t]));
    const Words choice = _mm256_xor_si256(g, _mm256_and_si256(e, _mm256_xor_si256(f, g)));
    const Words majority = _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_or_si256(a, b)));
    const Words sum1 = exclusive_or(rotated<6>(e), rotated<11>(e), rotated<25>(e));
    const Words sum0 = exclusive_or(rotated<2>(a), rotated<13>(a), rotated<22>(a));
    const Words t1 = sum(sum(h, sum1), sum(choice, sum(constant, w[t % 16])));
    d = sum(d, t1);
    h = sum(t1, sum(sum0, majority));
  }
  for (std::size_t i = 0; i < 8; ++i) state[i] = sum(state[i], v[i]);
}

DIGUE_AVX2 void compress(std::span<Sha256Lane> lanes, std::size_t blocks) {
  Words state[8];
  const std::byte* next[lane_count];
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    // An idle lane hashes the first one's bytes once more, for nobody.
    const Sha256Lane& source = lanes[lane < lanes.size() ? lane : 0];
    state[lane] = _mm256_loadu_si256(reinterpret_cast<const Words*>(source.state.data()));
    next[lane] = source.next;
  }
  transpose(state);
  for (; blocks > 0; --blocks) {
    compress_block(state, next);
    for (const std::byte*& at : next) at += sha256_block_bytes;
  }
  transpose(state);
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    _mm256_storeu_si256(reinterpret_cast<Words*>(lanes[lane].state.data()), state[lane]);
    lanes[lane].next = next[lane];
  }
}

}  // namespace

void sha256_compress_avx2(std::span<Sha256Lane> lanes, std::size_t blocks) {
  if (lanes.size() < worthwhile_lanes) {
    sha256_compress_scalar(lanes, blocks);
  } else {
    compress(lanes, blocks);
  }
}

}  // namespace digue::crypto

#endif
