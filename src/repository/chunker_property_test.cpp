#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "repository/chunker_test.h"

namespace digue::repository {
namespace {

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

}  // namespace
}  // namespace digue::repository
