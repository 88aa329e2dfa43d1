#pragma once

#include <string_view>
#include <vector>

#include "crypto/secret.h"

/// Proves that a key was printed, can be read, and is at hand: a few of its letters are typed back.
namespace digue::agent {

/// A letter that is asked for.
struct AskedLetter {
  std::size_t line;   ///< from 1
  std::size_t place;  ///< in its line, from 1

  bool operator==(const AskedLetter&) const = default;
};

/// One letter of each line, in the order of the lines, at places that nobody can foresee: whoever has not all six lines
/// before him fails.
std::vector<AskedLetter> choose_letters();

/// Whether these letters of the password were typed, in that order; case, spaces and dashes do not matter. Who guesses
/// is right once in 16 million times.
bool are_typed_back(const crypto::Secret& password, const std::vector<AskedLetter>& asked, std::string_view typed);

}  // namespace digue::agent
