#include <fmt/core.h>

#include <array>
#include <chrono>

#include "base/text.h"
#include "tell/letter.h"

namespace digue::tell {

namespace {

/// RFC 2045, 6.7: so many characters of a line at most, with the "=" at its end.
constexpr std::size_t max_line = 76;
/// RFC 2047, 2: an encoded word has at most 75 characters, of which 12 are "=?UTF-8?Q?" and "?=".
constexpr std::size_t max_word = 75 - 12;

std::string as_hex(char byte) { return fmt::format("={:02X}", static_cast<unsigned char>(byte)); }

bool is_printable_ascii(char c) { return c > ' ' && c < 0x7f; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// One line of text, broken where it is too long.
std::string quoted_printable(std::string_view line) {
  std::string text;
  std::size_t used = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool is_last = i + 1 == line.size();
    const bool is_plain = (is_printable_ascii(c) && c != '=') || (c == ' ' && !is_last);
    const std::string written = is_plain ? std::string(1, c) : as_hex(c);
    if (used + written.size() > max_line - 1) {
      text += "=\r\n";
      used = 0;
    }
    text += written;
    used += written.size();
  }
  return text + "\r\n";
}

/// A byte in an encoded word (RFC 2047, 4.2).
std::string as_word_byte(char c) {
  const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
  if (c == ' ') return "_";
  return is_plain ? std::string(1, c) : as_hex(c);
}

/// RFC 2047: a header that is not ASCII, in words that hold whole characters. The first one stands behind the name.
std::string encoded_words(std::string_view text, std::size_t name_length) {
  std::string words;
  std::string word;
  const auto end_word = [&] {
    words += fmt::format("{}=?UTF-8?Q?{}?=", words.empty() ? "" : "\r\n ", word);
    word.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    std::string character;
    do {
      character += as_word_byte(text[i++]);
    } while (i < text.size() && is_continuation(text[i]));
    const std::size_t room = words.empty() ? max_word - name_length : max_word;
    if (word.size() + character.size() > room) end_word();
    word += character;
  }
  if (!word.empty()) end_word();
  return words;
}

/// RFC 5322, 3.3, in UTC: where the practice is, is nobody's business.
std::string date_header(Instant date) {
  constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(date);
  const std::chrono::year_month_day calendar(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(date - day));
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days.at(std::chrono::weekday(day).c_encoding()),
                     static_cast<unsigned>(calendar.day()), months.at(static_cast<unsigned>(calendar.month()) - 1),
                     static_cast<int>(calendar.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace

std::string wire_form(const Envelope& envelope, const Message& message, Instant date, std::string_view random) {
  std::string to;
  for (const std::string& address : envelope.to) to += (to.empty() ? "" : ",\r\n ") + address;
  const std::string domain = envelope.from.substr(envelope.from.rfind('@') + 1);
  std::string text = fmt::format(
      "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\n"
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
      date_header(date), envelope.from, to, encoded_words(message.subject, std::string_view("Subject: ").size()),
      random, domain);
  for (const std::string_view line : lines_of(message.body)) text += quoted_printable(line);
  return text;
}

}  // namespace digue::tell
