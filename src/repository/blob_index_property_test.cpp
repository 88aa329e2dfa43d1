#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

#include "repository/blob_index_test.h"

namespace digue::repository {
namespace {

TEST_CASE("the index answers as a map would") {
  CHECK(rc::check([] {
    BlobIndex index;
    std::multimap<std::uint64_t, std::uint64_t> model;
    const auto additions = *rc::gen::container<std::vector<std::pair<std::uint8_t, std::uint8_t>>>(
        rc::gen::pair(rc::gen::arbitrary<std::uint8_t>(), rc::gen::arbitrary<std::uint8_t>()));
    for (const auto& [pack, number] : additions) {
      const PackedBlob blob = blob_number(number);
      index.add(id_number<PackId>(pack), {&blob, 1});
      model.emplace(number, pack);
    }
    for (std::uint64_t number = 0; number < 256; ++number) {
      RC_ASSERT(index.find_all(BlobType::data, id_number<BlobId>(number)).size() == model.count(number));
    }
  }));
}

}  // namespace
}  // namespace digue::repository
