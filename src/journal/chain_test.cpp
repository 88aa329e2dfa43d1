#include "journal/chain.h"

#include <doctest/doctest.h>

namespace digue::journal {
namespace {

TEST_CASE("the hash of an entry is the one that docs/formats/journal.md computes") {
  crypto::Sha256 previous = {};
  previous.fill(std::byte{0xab});
  const Link link{2, 1'800'000'000'123, "confirmed", R"({"rule":"é"})", previous};
  CHECK(to_hex(hash_of(link)) == "6f69181ed0460a10aa63d4c3aa6ab632346226a4fda0636d4b3d5d582eb13190");
}

TEST_CASE("the seal of a head is the one that docs/formats/journal.md computes") {
  crypto::Sha256 hash = {};
  hash.fill(std::byte{0xab});
  CHECK(to_hex(seal_of({2, hash}, crypto::Secret(Bytes(32, std::byte{7})))) ==
        "09866b1ddfa69de7d690c22c880a5ed88ea018328c66b3d62a0960f1f5bc547e");
}

TEST_CASE("a claim is no seal") {
  const crypto::Secret key(Bytes(32, std::byte{7}));
  crypto::Sha256 hash = {};
  hash.fill(std::byte{0xab});
  CHECK(to_hex(claim_of({2, hash}, key)) == "a742f6b100d7214bcad0cfd8d8f006f52646f30f76dc76ece0343628978187ed");
  CHECK(claim_of({2, hash}, key) != seal_of({2, hash}, key));
}

TEST_CASE("no two entries have the same hash, also when letters move from one field to the next") {
  CHECK(hash_of({1, 1, "ab", "c"}) != hash_of({1, 1, "a", "bc"}));
  CHECK(hash_of({1, 1, "", "abc"}) != hash_of({1, 1, "abc", ""}));
  CHECK(hash_of({1, 2, "a", "b"}) != hash_of({2, 1, "a", "b"}));
  CHECK(hash_of({-1, 1, "a", "b"}) != hash_of({1, 1, "a", "b"}));
}

TEST_CASE("the same words under another salt have another token") {
  CHECK(token_of(Bytes(salt_bytes), "words") != token_of(Bytes(salt_bytes, std::byte{1}), "words"));
  CHECK(token_of(Bytes(salt_bytes), "words").size() == 64);
}

}  // namespace
}  // namespace digue::journal
