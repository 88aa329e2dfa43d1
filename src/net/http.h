#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace digue::net {

enum class Method { get, head, post, remove };

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 1;  ///< at least one
};

struct Request {
  Method method = Method::get;
  /// http or https, without user and password: those would end in messages.
  std::string url;
  /// As in "Accept: text/plain".
  std::vector<std::string> headers;
  /// What is posted; sent with its length, never in chunks. Must live until the answer is there.
  ByteView body;
  /// Only these bytes are asked for (RFC 9110, 14.2).
  std::optional<ByteRange> range;
  /// A longer answer is refused as soon as it is known to be longer.
  std::uint64_t max_answer_bytes = 0;
};

struct Response {
  int status = 0;
  std::string content_type;
  std::string server;
  std::optional<std::uint64_t> content_length;  ///< as announced
  Bytes body;                                   ///< empty unless the status is 200 to 299
};

struct Credentials {
  std::string user;
  crypto::Secret password;
};

struct HttpOptions {
  std::chrono::milliseconds connect_timeout{std::chrono::seconds(30)};
  /// A transfer that stays under `slowest` for that long is given up: so no answer takes longer than its length allows.
  std::chrono::seconds stall_timeout{std::chrono::minutes(2)};
  std::uint64_t slowest_bytes_per_second = 1000;
  /// PEM files. Without the first, the authorities of the system are trusted.
  std::string authority_file;
  std::string client_certificate_file;
  std::string client_key_file;
  /// Sent with each request (RFC 7617); over plain http anybody on the way reads them.
  std::optional<Credentials> credentials;
  /// A Unix socket that is spoken to instead of the host of the URL.
  std::string socket;
};

/// Speaks HTTP/1.1 (RFC 9112) to a server and waits for its answer. Connections are kept and used again. It follows no
/// redirect (the answer says 3xx), uses no proxy and reads nothing from the environment; a certificate must be valid
/// for the name that was asked for.
///
/// Errors: `unavailable` (no connection, it broke, too slow), `denied` (a certificate is refused, by us or by the
/// server), `invalid_input` (a URL that is none, an answer that is too long), `unsupported` (the server ignores the
/// range, or speaks something else than HTTP). A status of 400 and more is an answer, not an error. Any thread may call
/// it, and each call has a connection of its own.
class HttpClient {
 public:
  /// `invalid_input` if a credential holds a null byte.
  static Result<std::unique_ptr<HttpClient>> make(HttpOptions options);
  ~HttpClient();

  Result<Response> send(const Request& request);

 private:
  struct Handles;
  HttpClient(HttpOptions options, std::optional<crypto::Secret> password);

  HttpOptions options_;
  std::optional<crypto::Secret> password_;  ///< ends with a null byte, as curl wants it
  std::unique_ptr<Handles> handles_;
};

}  // namespace digue::net
