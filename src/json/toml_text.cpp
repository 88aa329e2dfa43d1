#include "json/toml_text.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/utf8.h"

namespace digue::json {

namespace {

bool is_bare(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; }

/// Neither a string nor a comment may hold these.
bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

/// Underscores stand between two digits.
std::optional<std::string> without_underscores(std::string_view number) {
  std::string digits;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (number[i] != '_') {
      digits += number[i];
    } else if (i == 0 || i + 1 == number.size() || !is_digit(number[i - 1]) || !is_digit(number[i + 1])) {
      return std::nullopt;
    }
  }
  return digits;
}

/// A whole number in decimal digits: no zero leads it.
std::optional<std::int64_t> whole_number(std::string_view word) {
  const auto digits = without_underscores(word);
  if (!digits) return std::nullopt;
  const std::string_view unsigned_part =
      std::string_view(*digits).substr(word.starts_with('-') || word.starts_with('+'));
  if (unsigned_part.size() > 1 && unsigned_part.front() == '0') return std::nullopt;
  return parse_integer(*digits);
}

}  // namespace

void TomlText::advance() {
  if (text_[at_] == '\n') ++line_;
  ++at_;
}

bool TomlText::take(std::string_view expected) {
  if (!text_.substr(at_).starts_with(expected)) return false;
  at_ += expected.size();
  return true;
}

bool TomlText::take_line_end() {
  if (text_.substr(at_).starts_with("\r\n")) ++at_;
  if (next() != '\n') return false;
  advance();
  return true;
}

void TomlText::skip_spaces() {
  while (next() == ' ' || next() == '\t') ++at_;
}

TomlText::Read<void> TomlText::skip_comment() {
  if (next() != '#') return {};
  while (!is_at_end() && next() != '\n' && !text_.substr(at_).starts_with("\r\n")) {
    if (is_forbidden(next())) return refuse("a control character in a comment");
    ++at_;
  }
  return {};
}

TomlText::Read<void> TomlText::skip_lines() {
  do {
    skip_spaces();
    if (auto skipped = skip_comment(); !skipped) return skipped;
  } while (take_line_end());
  return {};
}

TomlText::Read<void> TomlText::end_line() {
  skip_spaces();
  if (auto skipped = skip_comment(); !skipped) return skipped;
  if (!is_at_end() && !take_line_end()) return refuse("more than one thing on a line");
  return {};
}

TomlText::Read<std::string> TomlText::key() {
  if (next() == '"' || next() == '\'') {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("\"\"\"") || rest.starts_with("'''")) return refuse("a name of several lines");
    return string();
  }
  const std::size_t begin = at_;
  while (is_bare(next())) ++at_;
  if (at_ == begin) return refuse("no name");
  return std::string(text_.substr(begin, at_ - begin));
}

TomlText::Read<std::string> TomlText::string() {
  for (const std::string_view quotes : {"\"\"\"", "'''", "\"", "'"}) {
    if (!take(quotes)) continue;
    const bool is_long = quotes.size() == 3;
    if (is_long) take_line_end();
    return quotes.front() == '"' ? basic_string(is_long) : literal_string(is_long);
  }
  return refuse("no string");
}

/// The end of the string, or a character of it that means itself: false when it is over.
TomlText::Read<bool> TomlText::string_goes_on(std::string& out, std::string_view quotes) {
  if (take(quotes)) {
    // One or two quotes may stand right before the three that end it.
    for (int i = 0; i < 2 && quotes.size() == 3 && take(quotes.substr(0, 1)); ++i) out += quotes.front();
    return false;
  }
  const bool is_line_end = next() == '\n' || text_.substr(at_).starts_with("\r\n");
  if (is_at_end() || (is_line_end && quotes.size() == 1)) return refuse("a string without an end");
  if (is_line_end) {
    take_line_end();
    out += '\n';
    return true;
  }
  if (is_forbidden(next())) return refuse("a control character in a string");
  out += next();
  advance();
  return true;
}

TomlText::Read<std::string> TomlText::literal_string(bool is_long) {
  std::string out;
  while (true) {
    const auto goes_on = string_goes_on(out, is_long ? "'''" : "'");
    if (!goes_on) return std::unexpected(goes_on.error());
    if (!*goes_on) return out;
  }
}

TomlText::Read<std::string> TomlText::basic_string(bool is_long) {
  std::string out;
  while (true) {
    if (take("\\")) {
      if (auto escaped = escape(out, is_long); !escaped) return std::unexpected(escaped.error());
      continue;
    }
    const auto goes_on = string_goes_on(out, is_long ? "\"\"\"" : "\"");
    if (!goes_on) return std::unexpected(goes_on.error());
    if (!*goes_on) return out;
  }
}

TomlText::Read<void> TomlText::escape(std::string& out, bool is_long) {
  static constexpr std::string_view names = "btnfr\"\\";
  static constexpr std::string_view meanings = "\b\t\n\f\r\"\\";
  const char name = next();
  if (const std::size_t found = names.find(name); !is_at_end() && found != std::string_view::npos) {
    ++at_;
    out += meanings[found];
    return {};
  }
  if (take("u")) return unicode_escape(out, 4);
  if (take("U")) return unicode_escape(out, 8);
  // At the end of a line: the line's end and all spaces after it are left out.
  const std::size_t before = at_;
  skip_spaces();
  if (is_long && take_line_end()) {
    do {
      skip_spaces();
    } while (take_line_end());
    return {};
  }
  at_ = before;
  return refuse("an escape that does not exist");
}

TomlText::Read<void> TomlText::unicode_escape(std::string& out, std::size_t digits) {
  const std::string_view written = text_.substr(at_, digits);
  std::uint32_t value = 0;
  const char* end = written.data() + written.size();
  const auto parsed = std::from_chars(written.data(), end, value, 16);
  const bool is_character = value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  if (written.size() != digits || parsed.ec != std::errc() || parsed.ptr != end || !is_character) {
    return refuse("no character");
  }
  append_character(out, value);
  at_ += digits;
  return {};
}

TomlText::Read<Value> TomlText::plain_value() {
  const std::size_t begin = at_;
  while (is_bare(next()) || next() == '+' || next() == '.' || next() == ':') ++at_;
  const std::string_view word = text_.substr(begin, at_ - begin);
  Value value;  // one for all answers: g++ 12 sees uninitialized members in several (sanitized builds)
  const auto number = whole_number(word);
  if (word == "true" || word == "false") value = word == "true";
  if (number) value = *number;
  if (value.is_null()) return refuse("no value");
  return value;
}

}  // namespace digue::json
