#include "crypto/scrypt.h"

#include <doctest/doctest.h>

#include <limits>

namespace digue::crypto {
namespace {

Secret secret(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return Secret(Bytes(bytes.begin(), bytes.end()));
}

std::string derived(std::string_view password, ByteView salt, const ScryptCosts& costs) {
  return to_hex(scrypt(secret(password), salt, costs, 64).value().reveal());
}

TEST_CASE("scrypt gives test vectors 1 and 2 of RFC 7914") {
  CHECK(derived("", {}, {.n = 16, .r = 1, .p = 1}) ==
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
  CHECK(derived("password", bytes_of("NaCl"), {.n = 1024, .r = 8, .p = 16}) ==
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
}

TEST_CASE("scrypt derives what restic derives with a salt of 64 bytes") {
  Bytes salt(64);
  for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<std::byte>(i);
  CHECK(derived("test", salt, {.n = 16, .r = 8, .p = 1}) ==
        "e7fbb51fbaf24826b8c895877a233e212d58f265149256fdf442af03de154bf7"
        "fc980a4f117f1d8aa19fce05acf175a1638674dca532e53b2db521e62643b587");
}

TEST_CASE("the costs that restic and rustic choose are bearable") {
  CHECK(scrypt(secret("test"), {}, ScryptCosts{}, 64));
  CHECK(scrypt(secret("test"), {}, {.n = 1 << 17, .r = 8, .p = 1}, 64));
}

TEST_CASE("costs that scrypt does not know, or that ask for too much, are refused before any work") {
  constexpr std::uint64_t huge = std::numeric_limits<std::uint64_t>::max();
  constexpr std::uint32_t many = std::numeric_limits<std::uint32_t>::max();
  for (const ScryptCosts& costs : {
           ScryptCosts{.n = 0},
           ScryptCosts{.n = 1},
           ScryptCosts{.n = 32767},
           ScryptCosts{.n = huge},
           ScryptCosts{.n = 1ULL << 63, .r = 4},
           ScryptCosts{.n = 1ULL << 16, .r = 1},
           ScryptCosts{.r = 0},
           ScryptCosts{.p = 0},
           ScryptCosts{.n = 2, .r = 1 << 15, .p = 1 << 15},
           ScryptCosts{.n = 2, .r = many, .p = many},
           ScryptCosts{.n = 1 << 19, .r = 8},
           ScryptCosts{.n = 2, .r = 1, .p = 1 << 22},
           ScryptCosts{.n = 32768, .r = 8, .p = 65},
       }) {
    const Result<Secret> made = scrypt(secret("test"), {}, costs, 64);
    CAPTURE(costs.n);
    CAPTURE(costs.r);
    CAPTURE(costs.p);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::invalid_input);
  }
}

}  // namespace
}  // namespace digue::crypto
