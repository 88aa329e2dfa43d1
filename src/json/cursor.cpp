#include "json/cursor.h"

#include <fmt/core.h>

#include <bit>
#include <cstring>
#include <limits>

#include "base/text.h"

namespace digue::json {

namespace {

constexpr std::uint64_t in_each_byte(unsigned char byte) { return 0x0101010101010101ULL * byte; }

/// The high bit of each byte that is zero; above the first of them there may be more.
constexpr std::uint64_t zero_bytes(std::uint64_t word) { return (word - in_each_byte(1)) & ~word & in_each_byte(0x80); }

/// The first byte from `at` that is no plain character: a quote, a backslash, a control character, or not ASCII.
/// Eight bytes at a time: most of a long text is looked at by this loop alone.
const char* first_special(const char* at, const char* end) {
  static_assert(std::endian::native == std::endian::little, "the first byte must be the lowest");
  for (; end - at >= 8; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t controls = (word - in_each_byte(0x20)) & ~word & in_each_byte(0x80);
    const std::uint64_t special = (word & in_each_byte(0x80)) | controls | zero_bytes(word ^ in_each_byte('"')) |
                                  zero_bytes(word ^ in_each_byte('\\'));
    if (special != 0) return at + std::countr_zero(special) / 8;
  }
  while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at - 0x20) < 0x60) ++at;
  return at;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

/// A run without quote or escape. As Go does, every byte that begins no character becomes one U+FFFD.
void append_valid(std::string& out, std::string_view run) {
  if (is_utf8(run)) {
    out += run;
    return;
  }
  while (!run.empty()) {
    const DecodedCharacter character = decode_character(run);
    append_character(out, character.is_valid ? character.value : replacement_character);
    run.remove_prefix(character.bytes);
  }
}

bool is_high_surrogate(std::uint32_t code) { return code >= 0xD800 && code < 0xDC00; }
bool is_low_surrogate(std::uint32_t code) { return code >= 0xDC00 && code < 0xE000; }

}  // namespace

std::unexpected<Error> Cursor::refuse(std::string_view what) const {
  return failure(ErrorCode::invalid_input, fmt::format("JSON byte {}: {}", at_ - begin_, what));
}

void Cursor::skip_space() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
}

Result<void> Cursor::open(char bracket) {
  skip_space();
  if (!is_at(bracket)) return refuse(bracket == '{' ? "no object" : "no array");
  if (depth_left_ == 0) return refuse("nested too deep");
  --depth_left_;
  ++at_;
  return {};
}

Result<bool> Cursor::next(char bracket, bool is_first) {
  skip_space();
  if (is_at(bracket)) {
    ++at_;
    ++depth_left_;
    return false;
  }
  if (is_first) return true;
  if (!is_at(',')) return refuse("no comma");
  ++at_;
  return true;
}

Result<std::string_view> Cursor::name() {
  const std::string_view name = TRY(string());
  skip_space();
  if (!is_at(':')) return refuse("no colon");
  ++at_;
  return name;
}

Result<std::string_view> Cursor::string() {
  skip_space();
  if (!is_at('"')) return refuse("no string");
  const char* start = ++at_;
  at_ = first_special(at_, end_);
  if (is_at('"')) return std::string_view(start, at_++);
  return string_with_escapes(start);
}

Result<std::string_view> Cursor::string_with_escapes(const char* start) {
  scratch_.assign(start, at_);
  while (at_ != end_ && *at_ != '"') {
    if (is_control(*at_)) return refuse("a control character in a string");
    if (*at_ == '\\') {
      TRY(append_escape());
      continue;
    }
    const char* run = at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && !is_control(*at_)) {
      at_ = *at_ < 0 ? at_ + 1 : first_special(at_, end_);
    }
    append_valid(scratch_, {run, at_});
  }
  if (at_ == end_) return refuse("a string without end");
  ++at_;
  return std::string_view(scratch_);
}

Result<void> Cursor::append_escape() {
  ++at_;
  if (at_ == end_) return refuse("a string without end");
  constexpr std::string_view letters = R"("\/bfnrt)";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const char letter = *at_++;
  if (const std::size_t found = letters.find(letter); found != std::string_view::npos) {
    scratch_ += meanings[found];
    return {};
  }
  if (letter != 'u') return refuse("no such escape");
  const std::uint32_t code = TRY(four_hex_digits());
  if (!is_high_surrogate(code)) {
    append_character(scratch_, is_low_surrogate(code) ? replacement_character : code);
    return {};
  }
  if (end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u') {
    const char* before = at_;
    at_ += 2;
    const std::uint32_t low = TRY(four_hex_digits());
    if (is_low_surrogate(low)) {
      append_character(scratch_, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
      return {};
    }
    at_ = before;
  }
  append_character(scratch_, replacement_character);
  return {};
}

Result<std::uint32_t> Cursor::four_hex_digits() {
  if (end_ - at_ < 4) return refuse("a string without end");
  std::uint32_t code = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = *at_++;
    const std::uint32_t digit = is_digit(c)            ? static_cast<std::uint32_t>(c - '0')
                                : c >= 'a' && c <= 'f' ? static_cast<std::uint32_t>(c - 'a') + 10
                                : c >= 'A' && c <= 'F' ? static_cast<std::uint32_t>(c - 'A') + 10
                                                       : 16;
    if (digit == 16) return refuse("no hexadecimal digit");
    code = code * 16 + digit;
  }
  return code;
}

Result<std::uint64_t> Cursor::digits() {
  if (at_ == end_ || !is_digit(*at_)) return refuse("no number");
  if (*at_ == '0' && end_ - at_ > 1 && is_digit(at_[1])) return refuse("a number that begins with 0");
  std::uint64_t number = 0;
  for (; at_ != end_ && is_digit(*at_); ++at_) {
    const auto digit = static_cast<std::uint64_t>(*at_ - '0');
    constexpr std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
    if (number > max / 10 || number * 10 > max - digit) return refuse("a number that is too large");
    number = number * 10 + digit;
  }
  if (is_at('.') || is_at('e') || is_at('E')) return refuse("no whole number");
  return number;
}

Result<std::uint64_t> Cursor::unsigned_integer() {
  skip_space();
  return digits();
}

Result<std::int64_t> Cursor::integer() {
  skip_space();
  const bool is_negative = is_at('-');
  if (is_negative) ++at_;
  const std::uint64_t size = TRY(digits());
  constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (size > max + (is_negative ? 1 : 0)) return refuse("a number that is too large");
  return static_cast<std::int64_t>(is_negative ? 0 - size : size);
}

Result<void> Cursor::word(std::string_view word) {
  if (std::string_view(at_, end_).substr(0, word.size()) != word) return refuse("no value");
  at_ += word.size();
  return {};
}

Result<bool> Cursor::boolean() {
  skip_space();
  const bool truth = is_at('t');
  TRY(word(truth ? "true" : "false"));
  return truth;
}

bool Cursor::take_null() {
  skip_space();
  return is_at('n') && word("null").has_value();
}

Result<void> Cursor::skip_number() {
  const auto skip_digits = [&]() -> Result<void> {
    if (at_ == end_ || !is_digit(*at_)) return refuse("no number");
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return {};
  };
  if (is_at('-')) ++at_;
  if (is_at('0') && end_ - at_ > 1 && is_digit(at_[1])) return refuse("a number that begins with 0");
  TRY(skip_digits());
  if (is_at('.')) {
    ++at_;
    TRY(skip_digits());
  }
  if (is_at('e') || is_at('E')) {
    ++at_;
    if (is_at('+') || is_at('-')) ++at_;
    TRY(skip_digits());
  }
  return {};
}

Result<void> Cursor::skip() {
  skip_space();
  if (at_ == end_) return refuse("no value");
  switch (*at_) {
    case '{': return object([&](std::string_view) { return skip(); });
    case '[': return array([&] { return skip(); });
    case '"': TRY(string()); return {};
    case 't': return word("true");
    case 'f': return word("false");
    case 'n': return word("null");
    default: return skip_number();
  }
}

Result<std::string_view> Cursor::raw() {
  skip_space();
  const char* start = at_;
  TRY(skip());
  return std::string_view(start, at_);
}

Result<void> Cursor::end() {
  skip_space();
  if (at_ != end_) return refuse("more than one text");
  return {};
}

}  // namespace digue::json
