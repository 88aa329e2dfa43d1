#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "net/http.h"

namespace digue::net {

/// How a connection to a mail server is protected.
enum class MailProtection {
  tls,       ///< from its first byte (RFC 8314)
  starttls,  ///< before anything but the greeting (RFC 3207); without it nothing is sent
  none       ///< for a server on this computer
};

struct MailServer {
  std::string host;  ///< a name or an address
  int port = 0;      ///< 0: 465, 587 or 25, as the protection has it
  MailProtection protection = MailProtection::tls;
  std::optional<Credentials> credentials;  ///< `invalid_input` without protection
  std::string authority_file;              ///< PEM; empty: the authorities of the system
  /// What the server is told of us in EHLO instead of this computer's name, which is nobody's business.
  std::string greeting = "localhost";
};

struct MailEnvelope {
  std::string from;
  std::vector<std::string> to;
};

/// Hands one mail (RFC 5322, lines of CR LF) to a server by SMTP (RFC 5321), to all its recipients or to none. Waits
/// for the server's answer, at most two minutes; ends early with `cancelled` when `goes_on` says false, which is asked
/// about once a second.
///
/// Errors: `unavailable` (no connection, it broke, too slow, "try again later"), `denied` (its certificate is refused),
/// `unsupported` (it offers no TLS, or no way of telling who we are), `wrong_key` (it refuses user and password),
/// `invalid_input` (it refuses an address or the mail). No detail repeats what the server said. Any thread may call it.
Result<void> send_mail(const MailServer& server, const MailEnvelope& envelope, std::string_view mail,
                       const std::function<bool()>& goes_on = {});

}  // namespace digue::net
