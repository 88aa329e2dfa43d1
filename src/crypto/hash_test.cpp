#include "crypto/hash.h"

#include <doctest/doctest.h>

#include "crypto/random.h"

namespace digue::crypto {
namespace {

TEST_CASE("SHA-256 gives the examples of FIPS 180-4") {
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256(bytes_of("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a stream gives the hash of its parts together, wherever they are cut") {
  const Bytes content = random_bytes(1000);
  for (std::size_t cut = 0; cut <= content.size(); cut += 37) {
    Sha256Stream stream;
    stream.add(ByteView(content).first(cut));
    stream.add({});
    stream.add(ByteView(content).subspan(cut));
    REQUIRE(stream.finish() == sha256(content));
  }
  CHECK(Sha256Stream().finish() == sha256({}));
}

TEST_CASE("HMAC-SHA-256 gives test case 2 of RFC 4231") {
  const ByteView jefe = bytes_of("Jefe");
  const Secret key(Bytes(jefe.begin(), jefe.end()));
  CHECK(to_hex(hmac_sha256(key, bytes_of("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("two draws of random bytes differ") {
  CHECK(random_bytes(32).size() == 32);
  CHECK(random_bytes(32) != random_bytes(32));
}

TEST_CASE("comparison looks at the length and at every byte") {
  CHECK(equal_in_constant_time(bytes_of("same"), bytes_of("same")));
  CHECK_FALSE(equal_in_constant_time(bytes_of("same"), bytes_of("sama")));
  CHECK_FALSE(equal_in_constant_time(bytes_of("same"), bytes_of("sam")));
}

}  // namespace
}  // namespace digue::crypto
