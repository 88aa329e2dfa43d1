#include "plan/read_tell.h"

#include <algorithm>

#include "base/text.h"

namespace digue::plan {

namespace {

using Table = MemberReader::Table;

constexpr std::size_t max_address = 254;  // RFC 5321, 4.5.3.1, as its errata have it
constexpr std::size_t max_host = 253;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A name of a host, or an address of IPv4 or IPv6: nothing that could say more in a URL.
bool is_host(std::string_view text) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':'; };
  return !text.empty() && text.size() <= max_host && text.front() != '-' && std::ranges::all_of(text, fits);
}

bool is_this_computer(std::string_view host) { return host == "localhost" || host == "127.0.0.1" || host == "::1"; }

std::optional<MailSecurity> security_named(std::string_view name) {
  for (const MailSecurity security : {MailSecurity::tls, MailSecurity::starttls, MailSecurity::none}) {
    if (name_of(security) == name) return security;
  }
  return std::nullopt;
}

std::string file_in(MemberReader& members, const Table& in, std::string_view key) {
  std::string path = members.text(in, key);
  if (!path.empty() && !is_plain_path(path)) members.refuse(in, key, "no_path", path);
  return path;
}

void check_addresses(MemberReader& members, const Table& in, const Mail& mail) {
  if (mail.to.empty()) members.refuse(in, "to", "missing", "to");
  for (const std::string& address : mail.to) {
    if (!is_mail_address(address)) members.refuse(in, "to", "no_mail_address", address);
  }
  if (!is_mail_address(mail.from)) members.refuse(in, "from", "no_mail_address", mail.from);
}

Mail read_mail(MemberReader& members, const Table& in) {
  members.expect_only(in, {"to", "from", "server", "port", "security", "user", "password-file", "authority-file"});
  Mail mail;
  mail.to = members.texts(in, "to");
  mail.from = members.required_text(in, "from");
  mail.server = members.required_text(in, "server");
  mail.port = members.integer(in, "port", 0, 1, 65'535);
  if (const std::string name = members.text(in, "security"); !name.empty()) {
    const auto security = security_named(name);
    if (!security) members.refuse(in, "security", "no_security", name);
    mail.security = security.value_or(MailSecurity::tls);
  }
  mail.user = members.text(in, "user");
  mail.password_file = file_in(members, in, "password-file");
  mail.authority_file = file_in(members, in, "authority-file");
  check_addresses(members, in, mail);
  if (!is_host(mail.server)) members.refuse(in, "server", "no_server", mail.server);
  if (mail.security == MailSecurity::none && (!is_this_computer(mail.server) || !mail.user.empty())) {
    members.refuse(in, "security", "in_clear", "none");
  }
  if (mail.user.empty() != mail.password_file.empty()) {
    members.refuse(in, mail.user.empty() ? "user" : "password-file", "missing",
                   mail.user.empty() ? "user" : "password-file");
  }
  return mail;
}

}  // namespace

std::string_view name_of(MailSecurity security) {
  switch (security) {
    case MailSecurity::tls: return "tls";
    case MailSecurity::starttls: return "starttls";
    case MailSecurity::none: return "none";
  }
  return "tls";
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > max_address) return false;
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").contains(c);
  };
  const std::string_view domain = text.substr(at + 1);
  return text.front() != '-' && std::ranges::all_of(text.substr(0, at), fits) && is_host(domain) &&
         !domain.contains(':');
}

Tell read_tell(MemberReader& members, const Table& in) {
  members.expect_only(in, {"desktop", "ping-file", "mail"});
  Tell tell;
  tell.desktop = members.boolean(in, "desktop", true);
  tell.ping_file = file_in(members, in, "ping-file");
  if (const auto mail = members.table(in, "mail")) tell.mail = read_mail(members, *mail);
  return tell;
}

}  // namespace digue::plan
