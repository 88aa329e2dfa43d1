#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace digue::net {

/// Where a connection came in.
enum class Door {
  socket,   ///< a Unix socket: the system knows who is at the other end
  loopback  ///< TCP from this computer: anybody on it, and every page in a browser
};

/// A request as it came; nothing of it is trusted.
struct ServedRequest {
  Door door = Door::loopback;
  int descriptor = -1;  ///< of the connection, to ask the system who is there
  std::string method;   ///< as written: "GET"
  std::string target;   ///< as written: "/v1/jobs?since=3"
  /// Names in lower case, in the order in which they came; one that comes twice is here twice.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The value of the header, if it came exactly once.
  std::optional<std::string_view> header(std::string_view name) const;
};

/// What is sent on and on (server-sent events, WHATWG HTML 9.2): asked a few times a second for what is new, until it
/// has nothing any more. Nothing is asked while a reader has not taken what was sent before.
using EventSource = std::move_only_function<std::optional<std::string>()>;

struct ServedResponse;

/// An answer that is not known yet: asked a few times a second, until it is there.
using LaterAnswer = std::move_only_function<std::optional<ServedResponse>()>;

struct ServedResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  EventSource events;  ///< if set, follows the body, and the connection ends with it
  LaterAnswer later;   ///< if set, the answer is what this gives, and the rest is not looked at
};

struct ServerLimits {
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 1024 * 1024;
  std::chrono::milliseconds request_timeout{10'000};  ///< from its first byte to its last
  std::chrono::milliseconds idle_timeout{60'000};     ///< before a request
  std::chrono::milliseconds answer_timeout{300'000};  ///< for an answer that comes later; then 503
  std::size_t connections = 64;                       ///< more are closed at once
  std::size_t event_streams = 16;                     ///< more get 503
};

/// Serves HTTP/1.1 (RFC 9112) to this computer alone. What is no HTTP, too long or of two lengths is answered with
/// 400, 413 or 431, and the connection is closed; one that is too slow is cut. All of it, also the handler, runs on the
/// thread that calls run(): a handler must be quick. stop() alone may be called from any thread.
class HttpServer {
 public:
  using Handler = std::function<ServedResponse(const ServedRequest&)>;

  explicit HttpServer(Handler handler, ServerLimits limits = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// A Unix socket that listens already (machine/local_socket.h); it is closed with this object.
  Result<void> listen_on_socket(int descriptor);
  /// On 127.0.0.1, and on ::1 where there is IPv6. The port, which the system chooses if it is 0. `already_exists` if
  /// somebody has it on either of them.
  Result<std::uint16_t> listen_on_loopback(std::uint16_t port);

  /// Serves until stop(), be it called before.
  void run();
  void stop();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace digue::net
