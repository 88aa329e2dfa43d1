#include "repository/polynomial.h"

#include <fmt/core.h>

#include <bit>
#include <charconv>
#include <cstring>

#include "crypto/random.h"

namespace digue::repository {

namespace {

constexpr Polynomial x{2};
constexpr int chunker_degree = 53;

Polynomial greatest_common_divisor(Polynomial left, Polynomial right) {
  while (right.bits != 0) {
    left = remainder_of(left, right);
    std::swap(left, right);
  }
  return left;
}

std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  crypto::fill_with_random(std::as_writable_bytes(std::span(&bits, 1)));
  return bits;
}

}  // namespace

int degree_of(Polynomial polynomial) { return 63 - std::countl_zero(polynomial.bits); }

Polynomial remainder_of(Polynomial dividend, Polynomial divisor) {
  const int degree = degree_of(divisor);
  while (degree_of(dividend) >= degree) dividend.bits ^= divisor.bits << (degree_of(dividend) - degree);
  return dividend;
}

Polynomial product_modulo(Polynomial left, Polynomial right, Polynomial modulus) {
  left = remainder_of(left, modulus);
  Polynomial product;
  // Horner's scheme from the highest coefficient of `right`; where bit 63 is shifted out, x^64 is replaced by what it
  // is modulo x^63 + ….
  for (int i = degree_of(right); i >= 0; --i) {
    const bool is_full = degree_of(product) + 1 == degree_of(modulus);
    product.bits <<= 1;
    if (is_full) product.bits ^= modulus.bits;
    if ((right.bits >> i & 1) != 0) product.bits ^= left.bits;
  }
  return product;
}

bool is_irreducible(Polynomial polynomial) {
  const int degree = degree_of(polynomial);
  if (degree < 1) return false;
  // x^(2^i) - x is the product of all irreducible polynomials whose degree divides i: a factor would show.
  Polynomial power = remainder_of(x, polynomial);
  for (int i = 1; i <= degree / 2; ++i) {
    power = product_modulo(power, power, polynomial);
    const Polynomial factors{power.bits ^ x.bits};
    if (greatest_common_divisor(polynomial, factors) != Polynomial{1}) return false;
  }
  return true;
}

Polynomial random_chunker_polynomial() {
  constexpr std::uint64_t highest = std::uint64_t{1} << chunker_degree;
  // About one in 27 of those with a constant term is irreducible.
  while (true) {
    const Polynomial drawn{(random_bits() & (highest - 1)) | highest | 1};
    if (is_irreducible(drawn)) return drawn;
  }
}

std::string Polynomial::hex() const { return fmt::format("{:x}", bits); }

Result<Polynomial> Polynomial::from_hex(std::string_view hex) {
  Polynomial polynomial;
  const char* const end = hex.data() + hex.size();
  const auto [stop, fault] = std::from_chars(hex.data(), end, polynomial.bits, 16);
  if (hex.size() > 16 || fault != std::errc() || stop != end) {
    return failure(ErrorCode::invalid_input, "a polynomial is 1 to 16 hexadecimal digits");
  }
  return polynomial;
}

}  // namespace digue::repository
