#pragma once

#include <vector>

#include "crypto/secret.h"
#include "paper/spoken_key.h"

namespace digue::agent {

/// What a person may have meant who was asked for a password and may have read it from the key sheet.
struct TypedPassword {
  std::vector<crypto::Secret> meant;     ///< to be tried in this order; the first is what was typed, as it stands
  bool has_check_words = false;          ///< the last of them is a key whose check words are right
  std::vector<paper::LineFault> faults;  ///< of six lines with words that were typed, and are not all right
};

/// `typed` is a line, or six of them. With its check words, a key that was read from paper is known for sure; letters
/// alone, with spaces, dashes or capitals, are a second thing to try. Whoever chose a password of that form himself
/// still gets in: what was typed is tried first.
TypedPassword understand_password(std::string_view typed, const paper::CheckWords& words);

}  // namespace digue::agent
