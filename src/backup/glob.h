#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace digue::backup {

/// A pattern for one name of a path, in the language of Go's path/filepath.Match: `*` any bytes, `?` one character,
/// `[a-z]` and `[^a-z]` one character of a class, `\x` the character x itself. Matching takes at most the product of
/// both lengths, whatever the pattern.
class Glob {
 public:
  /// `invalid_input` for a class that is empty, not closed or has half a range, and for a `\` at the end.
  static Result<Glob> parse(std::string_view pattern);

  bool matches(std::string_view name) const;

 private:
  struct Class {
    bool is_negated = false;
    std::vector<std::pair<char32_t, char32_t>> ranges;
  };
  struct Token {
    enum class Kind { text, any_character, one_of, any_text };
    Kind kind = Kind::text;
    std::string text;
    Class one_of;
  };
  class Parser;

  bool matches_from(std::size_t token, std::string_view& name) const;
  static bool matches_one(const Token& token, std::string_view& name);

  std::vector<Token> tokens_;
};

}  // namespace digue::backup
