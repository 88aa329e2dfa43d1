#include "repository/polynomial.h"

#include <doctest/doctest.h>

namespace digue::repository {
namespace {

TEST_CASE("the polynomials of restic's own tests are told apart") {
  for (const std::uint64_t bits : {0x3DA3358B4DC173ULL, 0x2482734cacca49ULL}) CHECK(is_irreducible({bits}));
  for (const std::uint64_t bits : {0x38f1e565e288dfULL, 0x30a8295b9d5c91ULL, 0x255f4350b962cbULL}) {
    CHECK_FALSE(is_irreducible({bits}));
  }
}

bool has_divisor(Polynomial polynomial) {
  for (std::uint64_t divisor = 2; divisor < polynomial.bits; ++divisor) {
    if (remainder_of(polynomial, {divisor}).bits == 0) return true;
  }
  return false;
}

TEST_CASE("every polynomial of degree at most 10 is irreducible exactly where no smaller one divides it") {
  CHECK_FALSE(is_irreducible({0}));
  CHECK_FALSE(is_irreducible({1}));
  for (std::uint64_t bits = 2; bits < 2048; ++bits) {
    CAPTURE(bits);
    REQUIRE(is_irreducible({bits}) != has_divisor({bits}));
  }
}

TEST_CASE("a new polynomial for a repository is irreducible, of degree 53, and not the last one") {
  const Polynomial drawn = random_chunker_polynomial();
  CHECK(degree_of(drawn) == 53);
  CHECK(is_irreducible(drawn));
  CHECK(drawn != random_chunker_polynomial());
}

TEST_CASE("a polynomial is written as the config holds it, and read back") {
  CHECK(Polynomial{0x3DA3358B4DC173}.hex() == "3da3358b4dc173");
  CHECK(Polynomial{0}.hex() == "0");
  CHECK(Polynomial::from_hex("3da3358b4dc173") == Polynomial{0x3DA3358B4DC173});
  CHECK(Polynomial::from_hex("ffffffffffffffff") == Polynomial{~std::uint64_t{0}});
  for (const std::string_view bad : {"", "0x3da3", "3da3 ", " 3da3", "-1", "+1", "3dag", "00000000000000001"}) {
    CAPTURE(bad);
    const Result<Polynomial> read = Polynomial::from_hex(bad);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::invalid_input);
  }
}

}  // namespace
}  // namespace digue::repository
