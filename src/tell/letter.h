#pragma once

#include <string>
#include <vector>

#include "tell/decide.h"
#include "texts/texts.h"

namespace digue::tell {

/// What somebody reads: on the screen or in a mail. Never a path, a name or a number of anything: what leaves this
/// computer passes through others, and lies in mailboxes.
struct Message {
  std::string subject;
  std::string body;  ///< lines end with "\n"

  bool operator==(const Message&) const = default;
};

/// Of a desktop's notice: what happened, and one thing to do.
Message notice_text(const Notice& notice, const texts::Texts& texts);

/// `unknown` are the kinds of trouble that could not be looked at.
Message letter_text(Letter letter, const std::set<Trouble>& troubles, const std::set<Trouble>& unknown,
                    const texts::Texts& texts);
/// What `digue tell test` sends.
Message test_text(const texts::Texts& texts);

/// Who is written to, and by whom.
struct Envelope {
  std::string from;
  std::vector<std::string> to;
};

/// A mail as it goes over the wire: RFC 5322 with lines of CR LF, its text in UTF-8 as quoted-printable (RFC 2045,
/// 6.7), and marked as written by a program (RFC 3834). `random` makes its Message-ID one of its own. The addresses
/// must be plain, as plan::is_mail_address says.
std::string wire_form(const Envelope& envelope, const Message& message, Instant date, std::string_view random);

}  // namespace digue::tell
