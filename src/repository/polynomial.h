#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digue::repository {

/// A polynomial over the field of two elements, of degree at most 63: bit i is the coefficient of x^i.
struct Polynomial {
  std::uint64_t bits = 0;

  /// `invalid_input` unless `hex` is 1 to 16 hexadecimal digits.
  static Result<Polynomial> from_hex(std::string_view hex);
  /// As in the repository's config: lower case, without prefix or padding.
  std::string hex() const;

  auto operator<=>(const Polynomial&) const = default;
};

/// -1 for the polynomial 0.
int degree_of(Polynomial polynomial);

/// What is left when `dividend` is divided by `divisor`, which is not 0.
Polynomial remainder_of(Polynomial dividend, Polynomial divisor);

/// left * right modulo `modulus`, whose degree is 1 to 63.
Polynomial product_modulo(Polynomial left, Polynomial right, Polynomial modulus);

/// Whether no polynomial but 1 and itself divides it: the test of Ben-Or (FOCS 1981).
bool is_irreducible(Polynomial polynomial);

/// A new one for a repository: irreducible, of degree 53, drawn from the system's random bytes.
Polynomial random_chunker_polynomial();

}  // namespace digue::repository
