#include "repository/blob_index.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

namespace digue::repository {
namespace {

template <typename AnyId>
AnyId id_number(std::uint64_t number) {
  typename AnyId::Raw raw{};
  // Spread over the table as a hash would be.
  const std::uint64_t spread = number * 0x9E3779B97F4A7C15;
  std::memcpy(raw.data(), &spread, sizeof spread);
  std::memcpy(raw.data() + 16, &number, sizeof number);
  return AnyId(raw);
}

PackedBlob blob_number(std::uint64_t number, BlobType type = BlobType::data) {
  return {type, id_number<BlobId>(number), static_cast<std::uint32_t>(number), 100, 0};
}

TEST_CASE("a blob is found by its type and its id") {
  BlobIndex index;
  const PackedBlob blob = blob_number(1);
  index.add(id_number<PackId>(7), {&blob, 1});
  CHECK(index.find(BlobType::data, blob.id) == BlobLocation{id_number<PackId>(7), blob});
  CHECK_FALSE(index.contains(BlobType::tree, blob.id));
  CHECK_FALSE(index.contains(BlobType::data, id_number<BlobId>(2)));
}

TEST_CASE("all packs that hold a blob are found, the first one first") {
  BlobIndex index;
  const PackedBlob blob = blob_number(1);
  for (std::uint64_t pack = 0; pack < 5; ++pack) index.add(id_number<PackId>(pack), {&blob, 1});
  const auto found = index.find_all(BlobType::data, blob.id);
  REQUIRE(found.size() == 5);
  CHECK(found.front().pack == id_number<PackId>(0));
  CHECK(found.back().pack == id_number<PackId>(4));
}

TEST_CASE("what was in removed packs is found no more, and what is elsewhere still is") {
  BlobIndex index;
  const PackedBlob both = blob_number(1);
  const PackedBlob lost = blob_number(2);
  index.add(id_number<PackId>(0), std::vector{both, lost});
  index.add(id_number<PackId>(1), {&both, 1});
  index.remove_packs({id_number<PackId>(0)});
  CHECK(index.find(BlobType::data, both.id)->pack == id_number<PackId>(1));
  CHECK_FALSE(index.contains(BlobType::data, lost.id));
  CHECK_FALSE(index.has_pack(id_number<PackId>(0)));
}

TEST_CASE("the index answers as a map would") {
  rc::check([] {
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
  });
}

TEST_CASE("a blob takes at most 60 bytes, at any size of the index") {
  BlobIndex index;
  for (std::uint64_t number = 0; number < 300'000; number += 20) {
    std::vector<PackedBlob> blobs;
    for (std::uint64_t i = 0; i < 20; ++i) blobs.push_back(blob_number(number + i));
    index.add(id_number<PackId>(number), blobs);
    if (index.blob_count() > 100'000) REQUIRE(index.bytes_used() <= 60 * index.blob_count());
  }
  CHECK(index.contains(BlobType::data, id_number<BlobId>(299'999)));
}

}  // namespace
}  // namespace digue::repository
