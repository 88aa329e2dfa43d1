#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "repository/pack_header_test.h"

namespace digue::repository {
namespace {

TEST_CASE("the blobs of any pack are read back, from the place and from memory") {
  auto seal = sealer();
  CHECK(rc::check([&](const std::vector<std::uint16_t>& numbers) {
    if (numbers.empty()) return;
    const auto blobs = blobs_of(numbers);
    const Bytes pack = pack_of(blobs, seal);
    OnePack place(pack);
    RC_ASSERT(read_pack_header(place, PackId(), pack.size(), seal).value() == blobs);
    RC_ASSERT(read_pack_header(pack, seal).value() == blobs);
  }));
}

TEST_CASE("an index of any blobs is read back") {
  CHECK(rc::check([](const std::vector<std::vector<std::uint16_t>>& packs) {
    IndexWriter writer;
    for (const auto& numbers : packs) writer.add(PackId(id_of(std::byte{9}).raw()), blobs_of(numbers));
    const auto read = packs_in(writer.finish());
    RC_ASSERT(read.size() == packs.size());
    for (std::size_t i = 0; i < packs.size(); ++i) RC_ASSERT(read[i].second == blobs_of(packs[i]));
  }));
}

}  // namespace
}  // namespace digue::repository
