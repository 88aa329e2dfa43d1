#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digue::paper {

/// 256 words that say one byte aloud, so that a line of a key can be checked by ear (after the PGP word list, Juola and
/// Zimmermann 1996). Never changes once it is made.
class CheckWords {
 public:
  /// `invalid_input` unless there are 256 of 4 to 12 letters a to z, each with first four letters of its own, any two
  /// of them apart by more than one letter added, left out or changed.
  static Result<CheckWords> make(std::vector<std::string> words);

  const std::string& word_of(std::uint8_t value) const { return words_[value]; }
  /// The whole word, or its beginning of four letters at least.
  std::optional<std::uint8_t> value_of(std::string_view typed) const;

 private:
  explicit CheckWords(std::vector<std::string> words) : words_(std::move(words)) {}

  std::vector<std::string> words_;
};

}  // namespace digue::paper
