#include "repository/chunker_test.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "crypto/hash.h"

namespace digue::repository {
namespace {

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
