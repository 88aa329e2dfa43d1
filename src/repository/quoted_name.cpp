#include "repository/quoted_name.h"

#include <algorithm>
#include <cstdint>

#include "base/utf8.h"
#include "repository/printable.h"

namespace digue::repository {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
// What may follow a backslash for one byte, and that byte.
constexpr std::string_view escape_letters = "abfnrtv\\\"";
constexpr std::string_view escaped_bytes = "\a\b\f\n\r\t\v\\\"";

bool is_plain_ascii(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

void append_digits(std::string& out, char letter, char32_t value, int count) {
  out += '\\';
  out += letter;
  for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) out += hex_digits[(value >> shift) & 15];
}

void append_escaped(std::string& out, std::string_view character, const DecodedCharacter& decoded) {
  const auto byte = static_cast<unsigned char>(character.front());
  if (const auto found = escaped_bytes.find(character.front()); byte < 0x80 && found != std::string_view::npos) {
    out += '\\';
    out += escape_letters[found];
  } else if (!decoded.is_valid || byte < 0x80) {
    append_digits(out, 'x', byte, 2);
  } else if (decoded.value < 0x10000) {
    append_digits(out, 'u', decoded.value, 4);
  } else {
    append_digits(out, 'U', decoded.value, 8);
  }
}

std::unexpected<Error> refuse() { return failure(ErrorCode::invalid_input, "a name that is quoted wrongly"); }

/// Reads what follows a backslash; the text is what is left.
class Unquoter {
 public:
  explicit Unquoter(std::string_view text) : text_(text) {}

  Result<std::string> whole() {
    while (!text_.empty()) {
      const std::size_t plain = std::min(text_.find_first_of("\\\"\n"), text_.size());
      append_text(text_.substr(0, plain));
      text_.remove_prefix(plain);
      if (text_.empty()) break;
      if (text_.front() != '\\') return refuse();
      text_.remove_prefix(1);
      TRY(escape());
    }
    return std::move(out_);
  }

 private:
  /// Bytes that are not UTF-8 become U+FFFD, as Go does; JSON has done so before.
  void append_text(std::string_view text) {
    if (is_utf8(text)) {
      out_ += text;
      return;
    }
    while (!text.empty()) {
      const DecodedCharacter character = decode_character(text);
      append_character(out_, character.is_valid ? character.value : replacement_character);
      text.remove_prefix(character.bytes);
    }
  }

  Result<void> escape() {
    if (text_.empty()) return refuse();
    const char letter = text_.front();
    text_.remove_prefix(1);
    if (const auto found = escape_letters.find(letter); found != std::string_view::npos) {
      out_ += escaped_bytes[found];
      return {};
    }
    switch (letter) {
      case 'x': return byte(TRY(number(2, 16, 0)));
      case 'u': return character(TRY(number(4, 16, 0)));
      case 'U': return character(TRY(number(8, 16, 0)));
      default: break;
    }
    if (letter < '0' || letter > '7') return refuse();
    return byte(TRY(number(2, 8, static_cast<std::uint64_t>(letter - '0'))));
  }

  Result<void> byte(std::uint64_t value) {
    if (value > 0xFF) return refuse();
    out_ += static_cast<char>(value);
    return {};
  }

  Result<void> character(std::uint64_t value) {
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return refuse();
    append_character(out_, static_cast<char32_t>(value));
    return {};
  }

  Result<std::uint64_t> number(std::size_t digits, unsigned base, std::uint64_t value) {
    if (text_.size() < digits) return refuse();
    for (const char c : text_.substr(0, digits)) {
      const std::size_t digit = hex_digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
      if (digit >= base) return refuse();
      value = value * base + digit;
    }
    text_.remove_prefix(digits);
    return value;
  }

  std::string_view text_;
  std::string out_;
};

}  // namespace

void append_quoted(std::string& out, std::string_view name) {
  while (!name.empty()) {
    std::size_t plain = 0;
    while (plain < name.size() && is_plain_ascii(name[plain])) ++plain;
    out += name.substr(0, plain);
    name.remove_prefix(plain);
    if (name.empty()) return;
    const DecodedCharacter decoded = decode_character(name);
    const std::string_view character = name.substr(0, decoded.bytes);
    if (decoded.is_valid && decoded.value >= 0x80 && is_printable(decoded.value)) {
      out += character;
    } else {
      append_escaped(out, character, decoded);
    }
    name.remove_prefix(decoded.bytes);
  }
}

Result<std::string> unquote(std::string_view quoted) { return Unquoter(quoted).whole(); }

}  // namespace digue::repository
