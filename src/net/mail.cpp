#include "net/mail.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "net/null_ended.h"

namespace digue::net {

namespace {

constexpr long connect_seconds = 20;
constexpr long all_seconds = 120;

struct Session {
  Session() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    curl_slist_free_all(recipients);
    if (handle != nullptr) curl_easy_cleanup(handle);
    curl_global_cleanup();
  }

  CURL* handle = curl_easy_init();
  curl_slist* recipients = nullptr;
};

/// What curl is given to read and to ask.
struct Upload {
  std::string_view rest;
  const std::function<bool()>& goes_on;
};

std::size_t read_upload(char* into, std::size_t size, std::size_t count, void* self) {
  auto& rest = static_cast<Upload*>(self)->rest;
  const std::size_t taken = std::min(rest.size(), size * count);
  std::memcpy(into, rest.data(), taken);
  rest.remove_prefix(taken);
  return taken;
}

int ask_whether_to_go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& goes_on = static_cast<Upload*>(self)->goes_on;
  return goes_on && !goes_on() ? 1 : 0;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

int port_of(const MailServer& server) {
  if (server.port != 0) return server.port;
  switch (server.protection) {
    case MailProtection::tls: return 465;
    case MailProtection::starttls: return 587;
    case MailProtection::none: break;
  }
  return 25;
}

std::string url_of(const MailServer& server) {
  const bool is_address_of_ipv6 = server.host.contains(':');
  return fmt::format("{}://{}:{}/{}", server.protection == MailProtection::tls ? "smtps" : "smtp",
                     is_address_of_ipv6 ? fmt::format("[{}]", server.host) : server.host, port_of(server),
                     server.greeting);
}

ErrorCode code_of(CURLcode code, long answer) {
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK: return ErrorCode::cancelled;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR: return ErrorCode::denied;
    case CURLE_USE_SSL_FAILED: return ErrorCode::unsupported;
    // Refused before it answered to a name and a password: it offers no way of telling them.
    case CURLE_LOGIN_DENIED: return answer < 400 ? ErrorCode::unsupported : ErrorCode::wrong_key;
    default: break;
  }
  // RFC 5321, 4.2.1: 5yz is final, 4yz may go later.
  if (answer >= 500 && answer < 600) return ErrorCode::invalid_input;
  return ErrorCode::unavailable;
}

void set_options(CURL* handle, const MailServer& server, const MailEnvelope& envelope, Upload& upload) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_URL, url_of(server).c_str());
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   static_cast<long>(server.protection == MailProtection::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // else the environment would name one
  curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, all_seconds);
  if (!server.authority_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, server.authority_file.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, fmt::format("<{}>", envelope.from).c_str());
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, read_upload);
  curl_easy_setopt(handle, CURLOPT_READDATA, &upload);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, ask_whether_to_go_on);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &upload);
}

}  // namespace

Result<void> send_mail(const MailServer& server, const MailEnvelope& envelope, std::string_view mail,
                       const std::function<bool()>& goes_on) {
  if (server.credentials && server.protection == MailProtection::none) {
    return failure(ErrorCode::invalid_input, "no password goes out in clear");
  }
  Session session;
  if (session.handle == nullptr) return failure(ErrorCode::unavailable, "no memory for a connection");
  Upload upload{mail, goes_on};
  set_options(session.handle, server, envelope, upload);
  for (const std::string& address : envelope.to) {
    session.recipients = curl_slist_append(session.recipients, fmt::format("<{}>", address).c_str());
  }
  curl_easy_setopt(session.handle, CURLOPT_MAIL_RCPT, session.recipients);
  std::optional<crypto::Secret> password;
  if (server.credentials) {
    password.emplace(TRY(ended_with_null(server.credentials->password.reveal())));
    curl_easy_setopt(session.handle, CURLOPT_USERNAME, server.credentials->user.c_str());
    // It ends with a null byte. NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage)
    curl_easy_setopt(session.handle, CURLOPT_PASSWORD, text_of(password->reveal()).data());
  }
  const CURLcode code = curl_easy_perform(session.handle);
  if (code == CURLE_OK) return {};
  long answer = 0;
  curl_easy_getinfo(session.handle, CURLINFO_RESPONSE_CODE, &answer);
  return failure(code_of(code, answer), curl_easy_strerror(code));
}

}  // namespace digue::net
