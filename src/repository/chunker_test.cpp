#include "repository/chunker.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "crypto/hash.h"

namespace digue::repository {
namespace {

constexpr Polynomial known{0x3DA3358B4DC173};

/// splitmix64 (Steele, Lea, Flood 2014), each number as 8 bytes, the lowest first. `count` is a multiple of 8.
Bytes splitmix(std::uint64_t state, std::size_t count) {
  Bytes bytes;
  bytes.reserve(count);
  while (bytes.size() < count) {
    state += 0x9E3779B97F4A7C15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(z >> (8 * i)));
  }
  return bytes;
}

std::vector<std::size_t> cuts_of(const Chunker& chunker, ByteView file) {
  std::vector<std::size_t> lengths;
  while (const auto length = chunker.next_cut(file, true)) {
    lengths.push_back(*length);
    file = file.subspan(*length);
  }
  return lengths;
}

/// The definition, without any rolling: the digest of a window is the sum of w_i * x^(8 * (63 - i)) modulo `known`.
class Definition {
 public:
  Definition() {
    Polynomial power{1};
    for (std::size_t i = Chunker::window_bytes; i-- > 0; power = product_modulo(power, {1 << 8}, known)) {
      for (std::size_t byte = 0; byte < 256; ++byte) terms_[i][byte] = product_modulo({byte}, power, known).bits;
    }
  }

  std::uint64_t digest_of(ByteView window) const {
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < window.size(); ++i) digest ^= terms_[i][std::to_integer<std::size_t>(window[i])];
    return digest;
  }

  std::vector<std::size_t> cuts_of(ByteView file, const ChunkLimits& limits) const {
    const std::uint64_t mask = (std::uint64_t{1} << limits.split_bits) - 1;
    std::vector<std::size_t> lengths;
    while (!file.empty()) {
      const std::size_t longest = std::min(limits.max_bytes, file.size());
      std::size_t count = std::min(limits.min_bytes, longest);
      while (count < longest && (digest_of(file.subspan(count - 64, 64)) & mask) != 0) ++count;
      lengths.push_back(count);
      file = file.subspan(count);
    }
    return lengths;
  }

 private:
  std::array<std::array<std::uint64_t, 256>, Chunker::window_bytes> terms_;
};

TEST_CASE("64 MiB are cut where restic cuts them") {
  const Bytes data = splitmix(23, std::size_t{64} << 20);
  REQUIRE(to_hex(crypto::sha256(data)) == "e7309b1ebf7ba941303afd1394293869672b74205c864dea459e66ffafe5e152");

  const std::vector<std::size_t> lengths = cuts_of(Chunker::with(known).value(), data);
  REQUIRE(lengths.size() == 48);
  const std::vector<std::size_t> first = {1153221, 1368292, 1032272, 574085,  580863,
                                          707335,  688668,  1545561, 2359577, 1935291};
  CHECK(std::ranges::equal(std::span(lengths).first(first.size()), first));
  CHECK(lengths.back() == 908179);

  std::string ids;
  std::size_t begin = 0;
  for (const std::size_t length : lengths) {
    if (!ids.empty()) ids += '\n';
    ids += to_hex(crypto::sha256(ByteView(data).subspan(begin, length)));
    begin += length;
  }
  CHECK(to_hex(crypto::sha256(bytes_of(ids))) == "2835fd6bc2645d7c6f634bbec0f464ebb136c59a35475713f0cb5ffd0251a7e8");
}

TEST_CASE("the cuts are those of the definition, for any limits and any bytes") {
  const Definition definition;
  CHECK(rc::check([&] {
    ChunkLimits limits;
    limits.min_bytes = *rc::gen::inRange<std::size_t>(65, 3000);
    limits.max_bytes = limits.min_bytes + *rc::gen::inRange<std::size_t>(0, 50'000);
    limits.split_bits = *rc::gen::inRange(6, 15);
    Bytes file = splitmix(*rc::gen::arbitrary<std::uint64_t>(), 8 * *rc::gen::inRange<std::size_t>(0, 6000));
    file.resize(file.size() - file.size() % *rc::gen::inRange<std::size_t>(1, 8));
    const std::size_t zeros = *rc::gen::inRange<std::size_t>(0, file.size() + 1);
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, file.size() - zeros + 1);
    if (*rc::gen::inRange(0, 3) == 0) std::ranges::fill(std::span(file).subspan(at, zeros), std::byte{0});
    RC_ASSERT(cuts_of(Chunker::with(known, limits).value(), file) == definition.cuts_of(file, limits));
  }));
}

TEST_CASE("the cuts do not depend on how many bytes are there at a time, and nothing is looked at twice in vain") {
  const ChunkLimits limits{.min_bytes = 1000, .max_bytes = 60'000, .split_bits = 13};
  const Chunker chunker = Chunker::with(known, limits).value();
  const Bytes file = splitmix(42, 400'000);
  const std::vector<std::size_t> expected = cuts_of(chunker, file);
  CHECK(rc::check([&] {
    const std::size_t most = *rc::gen::inRange<std::size_t>(100, 40'000);
    const Bytes steps = splitmix(*rc::gen::arbitrary<std::uint64_t>(), 4096);
    std::size_t step = 0;
    std::vector<std::size_t> lengths;
    ByteView rest = file;
    while (!rest.empty()) {
      std::size_t scanned = 0;
      std::size_t count = 0;
      std::optional<std::size_t> length;
      while (!length) {
        count = std::min(rest.size(), count + most * std::to_integer<std::size_t>(steps[++step % steps.size()]) / 255);
        length = chunker.next_cut(rest.first(count), count == rest.size(), scanned);
        scanned = count;
      }
      lengths.push_back(*length);
      rest = rest.subspan(*length);
    }
    RC_ASSERT(lengths == expected);
  }));
}

TEST_CASE("a file shorter than the minimum is one chunk, and an empty one is none") {
  const Chunker chunker = Chunker::with(known).value();
  const Bytes zeros(chunker.limits().min_bytes);
  CHECK(chunker.next_cut({}, true) == std::nullopt);
  CHECK(chunker.next_cut(ByteView(zeros).first(1), true) == 1);
  CHECK(chunker.next_cut(ByteView(zeros).first(zeros.size() - 1), true) == zeros.size() - 1);
  CHECK(chunker.next_cut(ByteView(zeros).first(zeros.size() - 1), false) == std::nullopt);
  // A window of zeros is a cut: the first that may be, is.
  CHECK(chunker.next_cut(zeros, false) == zeros.size());
}

TEST_CASE("where nothing says otherwise, a chunk ends at the maximum, and never needs more bytes than that") {
  const Chunker chunker = Chunker::with(known).value();
  Bytes ones(chunker.limits().max_bytes + 1, std::byte{0xff});
  CHECK(chunker.next_cut(ones, false) == chunker.limits().max_bytes);
  ones.pop_back();
  CHECK(chunker.next_cut(ones, false) == chunker.limits().max_bytes);
  ones.pop_back();
  CHECK(chunker.next_cut(ones, false) == std::nullopt);
  CHECK(chunker.next_cut(ones, true) == ones.size());
}

TEST_CASE("polynomials and limits that would cut otherwise than restic are refused") {
  for (const std::uint64_t bits : {0ULL, 0x11bULL, 0x38f1e565e288dfULL, 0x3DA3358B4DC172ULL, ~0ULL}) {
    CHECK(Chunker::with({bits}).error().code == ErrorCode::unsupported);
  }
  for (const ChunkLimits& limits : {ChunkLimits{.min_bytes = 64}, ChunkLimits{.min_bytes = 9 << 20},
                                    ChunkLimits{.split_bits = -1}, ChunkLimits{.split_bits = 53}}) {
    CHECK(Chunker::with(known, limits).error().code == ErrorCode::unsupported);
  }
}

}  // namespace
}  // namespace digue::repository
