#include "net/server.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <thread>

namespace digue::net {
namespace {

/// A server on a port of the loopback, in a thread of its own.
class Running {
 public:
  explicit Running(HttpServer::Handler handler, ServerLimits limits = {}) : server_(std::move(handler), limits) {
    port_ = server_.listen_on_loopback(0).value();
    thread_ = std::thread([this] { server_.run(); });
  }
  ~Running() {
    server_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return port_; }

  /// Sends these bytes and reads until the server closes.
  std::string talk(std::string_view bytes) const {
    namespace asio = boost::asio;
    asio::io_context loop;
    asio::ip::tcp::socket socket(loop);
    socket.connect({asio::ip::address_v4::loopback(), port_});
    boost::system::error_code error;  // of a server that has closed already
    asio::write(socket, asio::buffer(bytes), error);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    return answer;
  }

 private:
  HttpServer server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

ServedResponse echo(const ServedRequest& request) {
  ServedResponse response;
  response.headers = {{"content-type", "text/plain"}};
  response.body = request.method + " " + request.target + " " + request.body;
  return response;
}

std::string status_of(const std::string& answer) { return answer.substr(0, std::min<std::size_t>(12, answer.size())); }

TEST_CASE("a request is answered, and the next one on the same connection too") {
  const Running server(echo);
  const std::string answer = server.talk(
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
      "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(answer.find("POST /a abc") != std::string::npos);
  CHECK(answer.find("GET /b ") != std::string::npos);
}

TEST_CASE("an answer that comes later is waited for, while others are answered") {
  std::atomic<bool> is_known = false;
  const Running server([&](const ServedRequest& request) {
    ServedResponse response = echo(request);
    if (request.target == "/slow") {
      response.later = [&is_known, request]() -> std::optional<ServedResponse> {
        if (!is_known) return std::nullopt;
        return echo(request);
      };
    }
    return response;
  });
  std::string slow;
  std::thread asker([&] {
    slow = server.talk(
        "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  });
  CHECK(server.talk("GET /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("GET /fast"));
  is_known = true;
  asker.join();
  CHECK(slow.contains("GET /slow"));
  CHECK(slow.contains("GET /next"));
}

TEST_CASE("an answer that never comes is given up") {
  ServerLimits limits;
  limits.answer_timeout = std::chrono::milliseconds(100);
  const Running server(
      [](const ServedRequest&) {
        ServedResponse response;
        response.later = [] { return std::optional<ServedResponse>(); };
        return response;
      },
      limits);
  CHECK(status_of(server.talk("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == "HTTP/1.1 503");
}

TEST_CASE("what is no HTTP, too long or of two lengths is refused") {
  ServerLimits limits;
  limits.header_bytes = 1000;
  limits.body_bytes = 100;
  const Running server(echo, limits);
  CHECK(status_of(server.talk("rubbish\r\n\r\n")) == "HTTP/1.1 400");
  CHECK(status_of(server.talk("GET / HTTP/1.1\r\nA: " + std::string(2000, 'a') + "\r\n\r\n")) == "HTTP/1.1 431");
  CHECK(status_of(server.talk("POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n")) == "HTTP/1.1 413");
  for (const std::string_view lengths :
       {"Content-Length: 3\r\nContent-Length: 4", "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3", "Content-Length: -1"}) {
    CAPTURE(lengths);
    const std::string answer =
        server.talk("POST / HTTP/1.1\r\n" + std::string(lengths) + "\r\n\r\nabcGET /smuggled HTTP/1.1\r\n\r\n");
    CHECK(status_of(answer) == "HTTP/1.1 400");
    CHECK(answer.find("smuggled") == std::string::npos);
  }
}

TEST_CASE("a header that comes twice has no value that one could believe") {
  std::string seen = "nothing";
  const Running server([&](const ServedRequest& request) {
    seen = std::string(request.header("host").value_or("none"));
    return ServedResponse();
  });
  server.talk("GET / HTTP/1.1\r\nHOST: one\r\nConnection: close\r\n\r\n");
  CHECK(seen == "one");
  server.talk("GET / HTTP/1.1\r\nHost: one\r\nHost: two\r\nConnection: close\r\n\r\n");
  CHECK(seen == "none");
}

TEST_CASE("events are sent one after the other until there are no more") {
  const Running server([](const ServedRequest&) {
    ServedResponse response;
    response.headers = {{"content-type", "text/event-stream"}};
    response.events = [count = 0]() mutable -> std::optional<std::string> {
      if (++count > 3) return std::nullopt;
      return "data: " + std::to_string(count) + "\n\n";
    };
    return response;
  });
  const std::string answer = server.talk("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(answer.ends_with("data: 1\n\ndata: 2\n\ndata: 3\n\n"));
  CHECK(answer.find("text/event-stream") != std::string::npos);
}

TEST_CASE("who sends slowly is cut, and others are served meanwhile") {
  ServerLimits limits;
  limits.request_timeout = std::chrono::milliseconds(200);
  const Running server(echo, limits);
  CHECK(server.talk("GET / HT").empty());
  CHECK(status_of(server.talk("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")) == "HTTP/1.1 200");
}

TEST_CASE("a port that somebody has is not shared") {
  const Running server(echo);
  HttpServer other(echo);
  CHECK(other.listen_on_loopback(server.port()).error().code == ErrorCode::already_exists);
}

}  // namespace
}  // namespace digue::net
