#include "sample_practice/mail.h"

#include <fmt/core.h>

#include <array>

#include "base/bytes.h"
#include "sample_practice/images.h"
#include "sample_practice/letters.h"
#include "sample_practice/wording.h"

namespace digue::sample {
namespace {

constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Base64 in lines of 76 characters.
std::string base64_lines(ByteView bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t bytes_per_line = 57;
  std::string out;
  out.reserve(bytes.size() * 4 / 3 + bytes.size() / bytes_per_line + 8);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) { return i < bytes.size() ? std::to_integer<unsigned>(bytes[i]) : 0U; };
    const unsigned three = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    out += alphabet[three >> 18];
    out += alphabet[three >> 12 & 63];
    out += at + 1 < bytes.size() ? alphabet[three >> 6 & 63] : '=';
    out += at + 2 < bytes.size() ? alphabet[three & 63] : '=';
    if ((at + 3) % bytes_per_line == 0) out += '\n';
  }
  if (out.empty() || out.back() != '\n') out += '\n';
  return out;
}

struct Sent {
  std::string rfc5322;  ///< Fri, 20 Nov 2026 09:12:00 +0000
  std::string asctime;  ///< Fri Nov 20 09:12:00 2026
};

Sent sent_at(Instant sent) {
  const Day day = std::chrono::floor<std::chrono::days>(sent);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(sent - day));
  const char* weekday = weekdays[std::chrono::weekday(day).c_encoding()];
  const char* month = months[static_cast<unsigned>(date.month()) - 1];
  const std::string clock =
      fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(), time.seconds().count());
  const auto number = static_cast<unsigned>(date.day());
  const int year = static_cast<int>(date.year());
  return {fmt::format("{}, {:02} {} {} {} +0000", weekday, number, month, year, clock),
          fmt::format("{} {} {:2} {} {}", weekday, month, number, clock, year)};
}

std::string part_of(const Patient& patient, Instant sent, Attachment attachment, Random& random) {
  const Day day = std::chrono::floor<std::chrono::days>(sent);
  const auto part = [](const char* type, const std::string& name, const Bytes& content) {
    return fmt::format(
        "Content-Type: {}; name=\"{}\"\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename=\"{}\"\n\n{}",
        type, name, name, base64_lines(content));
  };
  switch (attachment) {
    case Attachment::none: break;
    case Attachment::letter: return part("application/pdf", "lettre.pdf", letter(patient, day, random));
    case Attachment::scan: return part("image/jpeg", "page.jpg", scanned_page(patient, random));
    case Attachment::photograph: return part("image/jpeg", "photo.jpg", photograph(patient, random));
  }
  return {};
}

}  // namespace

std::string mbox_message(const Patient& patient, Instant sent, unsigned number, Attachment attachment, Random& random) {
  const Sent at = sent_at(sent);
  std::string body;
  for (unsigned left = random.between(2, 8); left > 0; --left) body += polite_sentence(random) + "\n";
  const std::string text =
      fmt::format("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nBonjour,\n\n{}\n{}\n",
                  body, patient.name);
  std::string message = fmt::format(
      "From {} {}\nReturn-Path: <{}>\nReceived: from exemple.invalid by cabinet-fictif.invalid; {}\nDate: {}\n"
      "From: {} <{}>\nTo: {} <{}>\nSubject: {}, dossier {}\nMessage-ID: <{}.{:016x}@exemple.invalid>\nMIME-Version: "
      "1.0\n",
      patient.mail, at.asctime, patient.mail, at.rfc5322, at.rfc5322, patient.name, patient.mail, dentist_name,
      practice_mail, "Demande", patient.number, number, random.next());
  if (attachment == Attachment::none) return message + text + "\n";
  const std::string boundary = fmt::format("=_{:016x}", random.next());
  message += fmt::format("Content-Type: multipart/mixed; boundary=\"{}\"\n\n--{}\n{}--{}\n{}--{}--\n\n", boundary,
                         boundary, text, boundary, part_of(patient, sent, attachment, random), boundary);
  return message;
}

}  // namespace digue::sample
