#include "backup/glob.h"

#include <algorithm>

#include "base/utf8.h"

namespace digue::backup {

class Glob::Parser {
 public:
  explicit Parser(std::string_view pattern) : left_(pattern) {}

  Result<std::vector<Token>> parse() {
    while (!left_.empty()) {
      switch (left_.front()) {
        case '*': add_any_text(); break;
        case '?':
          left_.remove_prefix(1);
          tokens_.push_back({Token::Kind::any_character, {}, {}});
          break;
        case '[':
          tokens_.push_back({Token::Kind::one_of, {}, {}});
          tokens_.back().one_of = TRY(parse_class());
          break;
        default: TRY(add_text());
      }
    }
    return std::move(tokens_);
  }

 private:
  static std::unexpected<Error> malformed(const char* what) { return failure(ErrorCode::invalid_input, what); }

  void add_any_text() {
    left_.remove_prefix(1);
    if (tokens_.empty() || tokens_.back().kind != Token::Kind::any_text) {
      tokens_.push_back({Token::Kind::any_text, {}, {}});
    }
  }

  Result<void> add_text() {
    if (left_.front() == '\\') left_.remove_prefix(1);
    if (left_.empty()) return malformed("nothing follows the last backslash");
    if (tokens_.empty() || tokens_.back().kind != Token::Kind::text) tokens_.push_back({});
    tokens_.back().text += left_.front();
    left_.remove_prefix(1);
    return {};
  }

  Result<Class> parse_class() {
    Class parsed;
    left_.remove_prefix(1);
    if (left_.starts_with('^')) {
      parsed.is_negated = true;
      left_.remove_prefix(1);
    }
    while (!left_.starts_with(']') || parsed.ranges.empty()) {
      const char32_t low = TRY(parse_end_of_range());
      char32_t high = low;
      if (left_.starts_with('-')) {
        left_.remove_prefix(1);
        high = TRY(parse_end_of_range());
      }
      parsed.ranges.emplace_back(low, high);
    }
    left_.remove_prefix(1);
    return parsed;
  }

  Result<char32_t> parse_end_of_range() {
    if (left_.empty() || left_.front() == '-' || left_.front() == ']') return malformed("half of a range");
    if (left_.front() == '\\') left_.remove_prefix(1);
    if (left_.empty()) return malformed("a class is not closed");
    const DecodedCharacter character = decode_character(left_);
    if (!character.is_valid) return malformed("a class is not UTF-8");
    left_.remove_prefix(character.bytes);
    if (left_.empty()) return malformed("a class is not closed");
    return character.value;
  }

  std::string_view left_;
  std::vector<Token> tokens_;
};

Result<Glob> Glob::parse(std::string_view pattern) {
  Glob glob;
  glob.tokens_ = TRY(Parser(pattern).parse());
  return glob;
}

bool Glob::matches_one(const Token& token, std::string_view& name) {
  if (token.kind == Token::Kind::text) {
    if (!name.starts_with(token.text)) return false;
    name.remove_prefix(token.text.size());
    return true;
  }
  if (name.empty()) return false;
  const DecodedCharacter character = decode_character(name);
  const char32_t value = character.is_valid ? character.value : replacement_character;
  name.remove_prefix(character.bytes);
  if (token.kind == Token::Kind::any_character) return true;
  const auto& ranges = token.one_of.ranges;
  const bool is_in = std::any_of(ranges.begin(), ranges.end(),
                                 [&](const auto& range) { return range.first <= value && value <= range.second; });
  return is_in != token.one_of.is_negated;
}

/// From a token to the next `*` or the end, at the front of `name`, which it shortens.
bool Glob::matches_from(std::size_t token, std::string_view& name) const {
  for (; token < tokens_.size() && tokens_[token].kind != Token::Kind::any_text; ++token) {
    if (!matches_one(tokens_[token], name)) return false;
  }
  return token < tokens_.size() || name.empty();
}

bool Glob::matches(std::string_view name) const {
  std::size_t token = 0;
  if (tokens_.empty() || tokens_.front().kind != Token::Kind::any_text) {
    if (!matches_from(0, name)) return false;
  }
  // Each part between two stars is taken where it first fits: what follows then has the most room.
  const auto is_star = [](const Token& one) { return one.kind == Token::Kind::any_text; };
  for (;;) {
    const auto star = std::find_if(tokens_.begin() + static_cast<std::ptrdiff_t>(token), tokens_.end(), is_star);
    if (star == tokens_.end()) return true;
    token = static_cast<std::size_t>(star - tokens_.begin()) + 1;
    if (token == tokens_.size()) return true;
    for (;; name.remove_prefix(1)) {
      std::string_view rest = name;
      if (matches_from(token, rest)) {
        name = rest;
        break;
      }
      if (name.empty()) return false;
    }
  }
}

}  // namespace digue::backup
