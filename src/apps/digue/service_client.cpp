#include "apps/digue/service_client.h"

#include <fmt/core.h>

#include "json/parse.h"
#include "json/write.h"

namespace digue::apps {

namespace {

constexpr std::uint64_t max_answer_bytes = 4 * 1024 * 1024;

}  // namespace

std::optional<std::string> socket_of(const Invocation& invocation) {
  if (invocation.socket) return invocation.socket;
  if (invocation.state) return std::nullopt;
  return std::string(system_socket);
}

Result<std::optional<ServiceClient>> ServiceClient::find(const Context& context) {
  const auto socket = socket_of(context.invocation);
  if (!socket) return std::nullopt;
  net::HttpOptions options;
  options.connect_timeout = std::chrono::seconds(5);
  // The person may be asked for a password meanwhile.
  options.stall_timeout = std::chrono::minutes(6);
  options.socket = *socket;
  ServiceClient client(TRY(net::HttpClient::make(std::move(options))));
  const auto answer = client.get("/v1/status");
  if (!answer && answer.error().code == ErrorCode::unavailable) return std::nullopt;
  if (!answer) return std::unexpected(answer.error());
  return client;
}

Result<ServiceClient::Answer> ServiceClient::post(std::string_view path, const json::Value& body) {
  return ask(net::Method::post, path, json::to_line(body));
}

Result<ServiceClient::Answer> ServiceClient::ask(net::Method method, std::string_view path, const std::string& body) {
  net::Request request;
  request.method = method;
  request.url = fmt::format("http://localhost{}", path);
  if (method == net::Method::post) request.headers.emplace_back("Content-Type: application/json");
  request.body = bytes_of(body);
  request.max_answer_bytes = max_answer_bytes;
  const net::Response response = TRY(client_->send(request));
  Answer answer{.status = response.status, .body = {}};
  if (!response.body.empty()) answer.body = TRY(json::parse(text_of(response.body)));
  return answer;
}

}  // namespace digue::apps
