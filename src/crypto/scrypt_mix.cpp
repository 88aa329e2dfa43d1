#include "crypto/scrypt_mix.h"

#include <array>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

#include "crypto/secret.h"

namespace digue::crypto {

namespace {

static_assert(std::endian::native == std::endian::little, "scrypt counts in words with the lowest byte first");

using Row = std::uint32_t __attribute__((vector_size(16)));
using Words = std::array<std::uint32_t, 16>;

/// A block of Salsa20 with its diagonals as rows: so one operation works on all four columns, and each turn of the rows
/// makes columns of what were rows (Bernstein, "Salsa20 specification"). Word i is word 5 * i mod 16 of the block.
struct Salsa {
  Row rows[4];
};
static_assert(sizeof(Salsa) == sizeof(Words));

template <int bits>
Row rotated(Row row) {
  return row << bits | row >> (32 - bits);
}

Row turned_by_one(Row row) { return __builtin_shufflevector(row, row, 3, 0, 1, 2); }
Row turned_by_two(Row row) { return __builtin_shufflevector(row, row, 2, 3, 0, 1); }
Row turned_by_three(Row row) { return __builtin_shufflevector(row, row, 1, 2, 3, 0); }

inline void quarter_rounds(Row& a, Row& b, Row& c, Row& d) {
  b ^= rotated<7>(a + d);
  c ^= rotated<9>(b + a);
  d ^= rotated<13>(c + b);
  a ^= rotated<18>(d + c);
}

/// Salsa20/8 of `salsa` ^ `other`.
inline void mix_in(Salsa& salsa, const Salsa& other) {
  Row a = salsa.rows[0] ^= other.rows[0];
  Row b = salsa.rows[1] ^= other.rows[1];
  Row c = salsa.rows[2] ^= other.rows[2];
  Row d = salsa.rows[3] ^= other.rows[3];
  for (int round = 0; round < 8; round += 2) {
    quarter_rounds(a, b, c, d);
    b = turned_by_one(b);
    c = turned_by_two(c);
    d = turned_by_three(d);
    quarter_rounds(a, d, c, b);
    b = turned_by_three(b);
    c = turned_by_two(c);
    d = turned_by_one(d);
  }
  salsa.rows[0] += a;
  salsa.rows[1] += b;
  salsa.rows[2] += c;
  salsa.rows[3] += d;
}

/// scryptBlockMix.
void mix(std::span<const Salsa> from, std::span<Salsa> to) {
  Salsa last = from.back();
  const std::size_t half = from.size() / 2;
  for (std::size_t i = 0; i < half; ++i) {
    mix_in(last, from[2 * i]);
    to[i] = last;
    mix_in(last, from[2 * i + 1]);
    to[half + i] = last;
  }
}

void add(std::span<Salsa> to, std::span<const Salsa> other) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    for (std::size_t row = 0; row < 4; ++row) to[i].rows[row] ^= other[i].rows[row];
  }
}

/// Into the order of Salsa, or back out of it.
void load(std::span<const std::byte> bytes, Salsa& salsa) {
  Words words;
  Words turned;
  std::memcpy(words.data(), bytes.data(), sizeof words);
  for (std::size_t i = 0; i < words.size(); ++i) turned[i] = words[5 * i % 16];
  std::memcpy(&salsa, turned.data(), sizeof salsa);
}

void store(const Salsa& salsa, std::span<std::byte> bytes) {
  Words words;
  Words turned;
  std::memcpy(turned.data(), &salsa, sizeof salsa);
  for (std::size_t i = 0; i < words.size(); ++i) words[5 * i % 16] = turned[i];
  std::memcpy(bytes.data(), words.data(), sizeof words);
}

/// The RFC's Integerify, as far as any n reaches: the first two words of the last block.
std::uint64_t number_of(std::span<const Salsa> x) {
  const Salsa& last = x.back();
  return std::uint64_t{last.rows[3][1]} << 32 | last.rows[0][0];
}

/// Salsas that are wiped before they are given back.
class Memory {
 public:
  explicit Memory(std::size_t count) : salsas_(new(std::nothrow) Salsa[count], count) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() {
    if (*this) wipe(std::as_writable_bytes(salsas_));
    delete[] salsas_.data();
  }

  explicit operator bool() const { return salsas_.data() != nullptr; }
  std::span<Salsa> part(std::size_t number, std::size_t size) { return salsas_.subspan(number * size, size); }

 private:
  std::span<Salsa> salsas_;
};

}  // namespace

bool scrypt_mix(std::span<std::byte> block, std::uint64_t n) {
  const std::size_t size = block.size() / sizeof(Salsa);
  const auto kept = static_cast<std::size_t>(n / 2);
  Memory memory((kept + 3) * size);
  if (!memory) return false;
  const auto v = [&](std::uint64_t even) { return memory.part(static_cast<std::size_t>(even / 2), size); };
  std::span<Salsa> x = memory.part(kept, size);
  std::span<Salsa> y = memory.part(kept + 1, size);
  const std::span<Salsa> odd = memory.part(kept + 2, size);
  for (std::size_t i = 0; i < size; ++i) load(block.subspan(i * sizeof(Salsa), sizeof(Salsa)), v(0)[i]);
  for (std::uint64_t i = 0; i < n; i += 2) {
    mix(v(i), y);
    mix(y, v(i + 2));  // behind the last one lies x
  }
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::uint64_t wanted = number_of(x) & (n - 1);
    if (wanted % 2 == 1) mix(v(wanted - 1), odd);
    add(x, wanted % 2 == 1 ? odd : v(wanted));
    mix(x, y);
    std::swap(x, y);
  }
  for (std::size_t i = 0; i < size; ++i) store(x[i], block.subspan(i * sizeof(Salsa), sizeof(Salsa)));
  return true;
}

}  // namespace digue::crypto
