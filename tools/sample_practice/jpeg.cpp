#include "sample_practice/jpeg.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace digue::sample {
namespace {

struct Code {
  std::uint32_t bits = 0;
  unsigned length = 0;
};

/// A Huffman table as DHT writes it: how many codes of each length 1 to 16, then the symbols (T.81 annex C).
struct HuffmanTable {
  std::array<std::uint8_t, 16> counts;
  std::vector<std::uint8_t> symbols;

  std::array<Code, 16> codes() const {
    std::array<Code, 16> codes;
    std::uint32_t bits = 0;
    std::size_t next = 0;
    for (unsigned length = 1; length <= counts.size(); ++length, bits <<= 1) {
      for (unsigned i = 0; i < counts[length - 1]; ++i) codes[symbols[next++]] = {bits++, length};
    }
    return codes;
  }
};

/// Annex K.3's table for the luminance of DC.
const HuffmanTable dc_table{{0, 1, 5, 1, 1, 1, 1, 1, 1}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
/// Only what is drawn here: coefficients of 1 to 7 bits that no zero precedes, and the end of a block (symbol 0).
const HuffmanTable ac_table{{0, 2, 3, 1, 1, 1}, {3, 2, 1, 4, 5, 0, 6, 7}};

constexpr std::size_t most_coefficients = 40;
/// Each coefficient is at most 7 bits and a code of 6; a byte of ones is followed by a stuffed one.
constexpr std::size_t most_bytes_per_block = 2 * ((most_coefficients + 2) * 13 / 8 + 8);

/// How many bits each coefficient of a block has, in zigzag order: fine detail is weak.
struct Profile {
  unsigned count = 0;
  std::array<std::uint8_t, most_coefficients> sizes{};
};

std::array<Profile, 16> profiles(unsigned shortest) {
  std::array<Profile, 16> all;
  for (unsigned i = 0; i < all.size(); ++i) {
    Profile& profile = all[i];
    profile.count = std::min<unsigned>(shortest + i + i / 3, most_coefficients);
    for (unsigned at = 0; at < profile.count; ++at) {
      const unsigned lost = std::bit_width(at / 2);
      profile.sizes[at] = static_cast<std::uint8_t>(lost >= 5 ? 1 : 6 - lost - (i % 2 == 1 && lost < 4 ? 1 : 0));
    }
  }
  return all;
}

class BitWriter {
 public:
  explicit BitWriter(Bytes& out) : out_(out), used_(out.size()) {}

  /// Room for that many blocks, so that `put` need not look.
  void reserve(std::size_t blocks) { out_.resize(used_ + blocks * most_bytes_per_block); }

  void put(std::uint32_t bits, unsigned count) {
    pending_ = pending_ << count | bits;
    filled_ += count;
    if (filled_ >= 32) flush_word();
  }

  /// Ends the scan: the last byte is filled with ones.
  void finish() {
    put((1U << 7) - 1, 7);
    for (; filled_ >= 8; filled_ -= 8) put_byte(static_cast<std::uint8_t>(pending_ >> (filled_ - 8)));
    out_.resize(used_);
  }

 private:
  void flush_word() {
    filled_ -= 32;
    const auto word = static_cast<std::uint32_t>(pending_ >> filled_);
    const std::array<std::uint8_t, 4> bytes{static_cast<std::uint8_t>(word >> 24),
                                            static_cast<std::uint8_t>(word >> 16), static_cast<std::uint8_t>(word >> 8),
                                            static_cast<std::uint8_t>(word)};
    const bool has_byte_of_ones = ((~word - 0x01010101U) & word & 0x80808080U) != 0;
    if (has_byte_of_ones) {
      for (const std::uint8_t byte : bytes) put_byte(byte);
    } else {
      std::memcpy(out_.data() + used_, bytes.data(), bytes.size());
      used_ += bytes.size();
    }
  }

  /// T.81 B.1.1.5: inside a scan 0xFF is followed by 0x00.
  void put_byte(std::uint8_t byte) {
    out_[used_++] = static_cast<std::byte>(byte);
    if (byte == 0xff) out_[used_++] = std::byte{0};
  }

  Bytes& out_;
  std::size_t used_;
  std::uint64_t pending_ = 0;
  unsigned filled_ = 0;
};

class BlockWriter {
 public:
  BlockWriter(BitWriter& bits, Random& random, unsigned shortest)
      : bits_(bits), random_(random), dc_(dc_table.codes()), ac_(ac_table.codes()), profiles_(profiles(shortest)) {}

  void write(int light) {
    write_light(light - before_);
    before_ = light;
    std::uint64_t noise = random_.next();
    const Profile& profile = profiles_[noise & 15];
    for (unsigned at = 0; at < profile.count; ++at) {
      if (at % 8 == 0) noise = random_.next();
      const unsigned size = std::max(1U, profile.sizes[at] - static_cast<unsigned>(noise >> 7 & 1));
      const auto value = static_cast<std::uint32_t>(noise & ((1U << size) - 1));
      noise >>= 8;
      bits_.put(ac_[size].bits << size | value, ac_[size].length + size);
    }
    bits_.put(ac_[0].bits, ac_[0].length);
  }

 private:
  /// T.81 F.1.2.1: the number of bits of the difference, then those bits; a negative one is written less one.
  void write_light(int difference) {
    const auto magnitude = static_cast<std::uint32_t>(difference < 0 ? -difference : difference);
    const auto size = static_cast<unsigned>(std::bit_width(magnitude));
    const auto written = static_cast<std::uint32_t>(difference < 0 ? difference - 1 : difference) & ((1U << size) - 1);
    bits_.put(dc_[size].bits << size | written, dc_[size].length + size);
  }

  BitWriter& bits_;
  Random& random_;
  std::array<Code, 16> dc_;
  std::array<Code, 16> ac_;
  std::array<Profile, 16> profiles_;
  int before_ = 0;
};

void put8(Bytes& out, unsigned value) { out.push_back(static_cast<std::byte>(value)); }

void put16(Bytes& out, unsigned value) {
  put8(out, value >> 8);
  put8(out, value & 0xff);
}

void put_text(Bytes& out, std::string_view text) {
  const ByteView bytes = bytes_of(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void put_marker(Bytes& out, unsigned marker, std::size_t length) {
  put16(out, marker);
  put16(out, static_cast<unsigned>(length + 2));
}

void put_huffman_table(Bytes& out, unsigned place, const HuffmanTable& table) {
  put_marker(out, 0xffc4, 1 + 16 + table.symbols.size());
  put8(out, place);
  for (const std::uint8_t count : table.counts) put8(out, count);
  for (const std::uint8_t symbol : table.symbols) put8(out, symbol);
}

void put_header(Bytes& out, const Scene& scene, const std::string& comment, unsigned components) {
  put16(out, 0xffd8);
  put_marker(out, 0xffe0, 14);
  put_text(out, std::string_view("JFIF\0\1\1\1", 8));  // version 1.01, in dots per inch
  put16(out, 300);
  put16(out, 300);
  put16(out, 0);
  put_marker(out, 0xfffe, comment.size());
  put_text(out, comment);
  put_marker(out, 0xffdb, 65);
  put8(out, 0);
  put8(out, 8);  // so that the DC of a block is its mean
  for (unsigned i = 1; i < 64; ++i) put8(out, 1 + i / 24);
  put_marker(out, 0xffc0, 6 + 3 * std::size_t{components});
  put8(out, 8);
  put16(out, scene.rows * 8U);
  put16(out, scene.columns * 8U);
  put8(out, components);
  for (unsigned i = 1; i <= components; ++i) {
    put8(out, i);
    put8(out, 0x11);
    put8(out, 0);
  }
  put_huffman_table(out, 0x00, dc_table);
  put_huffman_table(out, 0x10, ac_table);
  put_marker(out, 0xffda, 4 + 2 * std::size_t{components});
  put8(out, components);
  for (unsigned i = 1; i <= components; ++i) {
    put8(out, i);
    put8(out, 0);
  }
  put8(out, 0);
  put8(out, 63);
  put8(out, 0);
}

}  // namespace

Bytes encode_jpeg(const Scene& scene, const std::string& comment, Random& random) {
  const unsigned components = scene.is_grey ? 1 : 3;
  Bytes out;
  out.reserve(std::size_t{scene.columns} * scene.rows * (scene.is_grey ? 24 : 36) + 4096);
  put_header(out, scene, comment, components);
  BitWriter bits(out);
  BlockWriter light(bits, random, 14);
  BlockWriter blue(bits, random, 2);
  BlockWriter red(bits, random, 2);
  std::size_t at = 0;
  for (unsigned row = 0; row < scene.rows; ++row) {
    bits.reserve(std::size_t{scene.columns} * components);
    for (unsigned column = 0; column < scene.columns; ++column) {
      const int level = scene.light[at++];
      light.write(level);
      if (scene.is_grey) continue;
      blue.write(-20 - level / 8);
      red.write(28 + level / 8);
    }
  }
  bits.reserve(1);
  bits.finish();
  put16(out, 0xffd9);
  return out;
}

double jpeg_bytes_per_block(bool is_grey) { return is_grey ? 19.0 : 35.0; }

}  // namespace digue::sample
