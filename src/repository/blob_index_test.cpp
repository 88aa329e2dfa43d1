#include "repository/blob_index_test.h"

#include <doctest/doctest.h>

namespace digue::repository {
namespace {

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
