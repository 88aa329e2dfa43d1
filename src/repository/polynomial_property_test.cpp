#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "repository/polynomial.h"

namespace digue::repository {
namespace {

TEST_CASE("multiplication modulo a polynomial keeps the laws of a ring, up to degree 63") {
  CHECK(rc::check([] {
    const int degree = *rc::gen::inRange(1, 64);
    const std::uint64_t top = std::uint64_t{1} << degree;
    const Polynomial modulus{top | (*rc::gen::arbitrary<std::uint64_t>() & (top - 1))};
    const Polynomial a{*rc::gen::arbitrary<std::uint64_t>()};
    const Polynomial b{*rc::gen::arbitrary<std::uint64_t>()};
    const Polynomial c{*rc::gen::arbitrary<std::uint64_t>()};
    RC_ASSERT(product_modulo(a, {1}, modulus) == remainder_of(a, modulus));
    RC_ASSERT(product_modulo(a, b, modulus) == product_modulo(b, a, modulus));
    RC_ASSERT(product_modulo({a.bits ^ b.bits}, c, modulus).bits ==
              (product_modulo(a, c, modulus).bits ^ product_modulo(b, c, modulus).bits));
    RC_ASSERT(product_modulo(product_modulo(a, b, modulus), c, modulus) ==
              product_modulo(a, product_modulo(b, c, modulus), modulus));
    RC_ASSERT(degree_of(product_modulo(a, b, modulus)) < degree);
  }));
}

}  // namespace
}  // namespace digue::repository
