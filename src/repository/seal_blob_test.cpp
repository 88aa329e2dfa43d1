#include "repository/seal_blob.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "crypto/random.h"
#include "repository/key_file.h"
#include "repository/repository.h"
#include "store/memory.h"

namespace digue::repository {
namespace {

constexpr std::size_t plain_bytes = 300'000;

/// Whether a blob of a file is stored compressed; either way it can be opened again.
bool is_compressed(ByteView plain) {
  store::MemoryStore store;
  Config config;
  config.chunker_polynomial = 0x3DA3358B4DC173;
  const auto repository = Repository::create(store, make_master_key(), config).value();
  BlobTools tools = repository->make_tools();
  PackedBlob blob;
  blob.type = BlobType::data;
  const ByteView sealed = seal_blob(blob, plain, config, tools).value();
  const Bytes stored(sealed.begin(), sealed.end());
  CHECK(std::ranges::equal(open_sealed(blob, stored, tools).value(), plain));
  return blob.is_compressed();
}

TEST_CASE("what does not get smaller is stored as it is") {
  CHECK_FALSE(is_compressed(crypto::random_bytes(plain_bytes)));
}

TEST_CASE("a picture is stored as it is, although its header would get smaller") {
  Bytes picture = crypto::random_bytes(plain_bytes);
  std::ranges::fill(std::span(picture).first(6'000), std::byte{0});
  CHECK_FALSE(is_compressed(picture));
}

TEST_CASE("what gets smaller in most places is compressed, whatever begins it") {
  Bytes text(plain_bytes, std::byte{'a'});
  std::ranges::copy(crypto::random_bytes(60'000), text.begin());
  CHECK(is_compressed(text));
}

TEST_CASE("a small blob is always tried") {
  Bytes small = crypto::random_bytes(20'000);
  std::ranges::fill(std::span(small).first(2'000), std::byte{0});
  CHECK(is_compressed(small));
}

}  // namespace
}  // namespace digue::repository
