#pragma once

#include <memory>
#include <optional>

#include "apps/digue/command.h"
#include "json/value.h"
#include "net/http.h"

namespace digue::apps {

/// Where the service of this computer answers.
inline constexpr std::string_view system_socket = "/run/digue/socket";

/// --socket, or the system's. Another state has a service only where the person says so: nothing must be saved by the
/// plans of the wrong one.
std::optional<std::string> socket_of(const Invocation& invocation);

/// Talks to a service that runs: docs/formats/api.md.
class ServiceClient {
 public:
  struct Answer {
    int status = 0;
    json::Value body;  ///< null unless the status is 200 to 299
  };

  /// nullopt if none answers.
  static Result<std::optional<ServiceClient>> find(const Context& context);

  Result<Answer> get(std::string_view path) { return ask(net::Method::get, path, {}); }
  Result<Answer> post(std::string_view path, const json::Value& body);
  Result<Answer> remove(std::string_view path) { return ask(net::Method::remove, path, {}); }

 private:
  explicit ServiceClient(std::unique_ptr<net::HttpClient> client) : client_(std::move(client)) {}
  Result<Answer> ask(net::Method method, std::string_view path, const std::string& body);

  std::unique_ptr<net::HttpClient> client_;
};

}  // namespace digue::apps
