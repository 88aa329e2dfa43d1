#include "agent/channels.h"

#include <fmt/core.h>

#include "agent/secret_file.h"
#include "crypto/random.h"
#include "net/mail.h"

namespace digue::agent {

namespace {

constexpr std::size_t message_id_bytes = 16;
constexpr std::uint64_t max_answer_bytes = 64 * 1024;
constexpr std::chrono::seconds ping_patience{10};

SendFault fault_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::denied: return SendFault::certificate;
    case ErrorCode::wrong_key: return SendFault::password;
    case ErrorCode::unsupported: return SendFault::protection;
    case ErrorCode::invalid_input: return SendFault::refused;
    case ErrorCode::cancelled: return SendFault::stopped;
    default: return SendFault::no_answer;
  }
}

SendFault fault_of_file(ErrorCode code) {
  if (code == ErrorCode::not_found) return SendFault::secret_missing;
  return code == ErrorCode::damaged ? SendFault::secret_broken : SendFault::secret_unsafe;
}

net::MailProtection protection_of(plan::MailSecurity security) {
  switch (security) {
    case plan::MailSecurity::tls: return net::MailProtection::tls;
    case plan::MailSecurity::starttls: return net::MailProtection::starttls;
    case plan::MailSecurity::none: break;
  }
  return net::MailProtection::none;
}

std::string_view ending_of(Ping ping) {
  switch (ping) {
    case Ping::start: return "/start";
    case Ping::success: return "";
    case Ping::fail: break;
  }
  return "/fail";
}

/// One to whose end something can be added, and that names no user.
bool is_ping_url(std::string_view url) {
  const bool is_http = url.starts_with("https://") || url.starts_with("http://");
  return is_http && url.find_first_of("?#@ ") == std::string_view::npos && !url.ends_with('/');
}

}  // namespace

std::string_view name_of(SendFault fault) {
  switch (fault) {
    case SendFault::no_answer: return "no_answer";
    case SendFault::certificate: return "certificate";
    case SendFault::password: return "password";
    case SendFault::protection: return "protection";
    case SendFault::refused: return "refused";
    case SendFault::secret_missing: return "secret_missing";
    case SendFault::secret_unsafe: return "secret_unsafe";
    case SendFault::secret_broken: return "secret_broken";
    case SendFault::stopped: return "stopped";
  }
  return "no_answer";
}

Sent NetChannels::mail(const plan::Mail& mail, const tell::Message& message) {
  net::MailServer server;
  server.host = mail.server;
  server.port = mail.port;
  server.protection = protection_of(mail.security);
  server.authority_file = mail.authority_file;
  server.greeting = mail.from.substr(mail.from.rfind('@') + 1);
  if (!mail.user.empty()) {
    auto password = read_secret_file(files_, mail.password_file);
    if (!password) return std::unexpected(fault_of_file(password.error().code));
    server.credentials.emplace(mail.user, *std::move(password));
  }
  const std::string text =
      tell::wire_form({mail.from, mail.to}, message, clock_.now(), to_hex(crypto::random_bytes(message_id_bytes)));
  const auto sent = net::send_mail(server, {mail.from, mail.to}, text, goes_on_);
  if (!sent) return std::unexpected(fault_of(sent.error().code));
  return {};
}

Sent NetChannels::ping(const std::string& url_file, Ping ping) {
  const auto secret = read_secret_file(files_, url_file);
  if (!secret) return std::unexpected(fault_of_file(secret.error().code));
  const std::string_view url = text_of(secret->reveal());
  if (!is_ping_url(url)) return std::unexpected(SendFault::secret_broken);
  net::HttpOptions options;
  options.connect_timeout = ping_patience;
  options.stall_timeout = ping_patience;
  const auto client = net::HttpClient::make(std::move(options));
  if (!client) return std::unexpected(SendFault::no_answer);
  net::Request request;
  request.url = fmt::format("{}{}", url, ending_of(ping));
  request.max_answer_bytes = max_answer_bytes;
  const auto answer = (*client)->send(request);
  // The URL has reached its server all the same when its answer was too long.
  if (!answer && answer.error().code == ErrorCode::invalid_input) return {};
  if (!answer) return std::unexpected(fault_of(answer.error().code));
  if (answer->status < 200 || answer->status >= 300) return std::unexpected(SendFault::refused);
  return {};
}

}  // namespace digue::agent
