#include "net/server.h"

#include <algorithm>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "base/text.h"

namespace digue::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using AnySocket = asio::generic::stream_protocol::socket;

/// What all connections of a server share. All of it belongs to the loop's thread.
struct Shared {
  HttpServer::Handler handler;
  ServerLimits limits;
  std::size_t connections = 0;
  std::size_t event_streams = 0;
};

/// How often an event source is asked.
constexpr std::chrono::milliseconds event_pause{250};
/// The same of an answer that comes later; most are there by then.
constexpr std::chrono::milliseconds answer_pause{20};

/// One connection, from its first request to its end. It keeps itself alive while something is under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(AnySocket socket, Door door, Shared& shared)
      : door_(door), stream_(std::move(socket)), timer_(stream_.get_executor()), shared_(shared) {
    ++shared_.connections;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    --shared_.connections;
    if (events_) --shared_.event_streams;
  }

  void wait_for_request() {
    parser_.emplace();
    parser_->header_limit(shared_.limits.header_bytes);
    parser_->body_limit(shared_.limits.body_bytes);
    if (buffer_.size() > 0) return read_request();  // it came together with the last one
    stream_.expires_after(shared_.limits.idle_timeout);
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](error_code error, std::size_t count) {
      if (error) return;
      self->buffer_.commit(count);
      self->read_request();
    });
  }

 private:
  void read_request() {
    stream_.expires_after(shared_.limits.request_timeout);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, std::size_t) { self->take_request(error); });
  }

  void take_request(error_code error) {
    if (!error) return answer(shared_.handler(request()), parser_->get().keep_alive());
    // Only what was asked can be answered: after the end of the connection nobody listens.
    if (error == http::error::body_limit) return refuse(413);
    if (error == http::error::header_limit) return refuse(431);
    const bool is_of_http = error.category() == make_error_code(http::error::bad_method).category();
    if (is_of_http && error != http::error::end_of_stream && error != http::error::partial_message) refuse(400);
  }

  ServedRequest request() {
    auto& message = parser_->get();
    ServedRequest request;
    request.door = door_;
    request.descriptor = stream_.socket().native_handle();
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message) {
      request.headers.emplace_back(lower_ascii(field.name_string()), std::string(field.value()));
    }
    request.body = std::move(message.body());
    return request;
  }

  void refuse(int status) {
    ServedResponse response;
    response.status = status;
    answer(std::move(response), false);
  }

  void answer(ServedResponse response, bool keeps_alive) {
    if (response.later) {
      later_ = std::move(response.later);
      tries_left_ = shared_.limits.answer_timeout / answer_pause;
      stream_.expires_never();
      return wait_for_answer(keeps_alive);
    }
    if (response.events && shared_.event_streams >= shared_.limits.event_streams) {
      response = ServedResponse();
      response.status = 503;
    }
    answer_.emplace();
    answer_->version(11);
    answer_->result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) answer_->insert(name, value);
    answer_->body() = std::move(response.body);
    if (response.events) {
      events_ = std::move(response.events);
      ++shared_.event_streams;
      keeps_alive = false;  // without a length, only the end of the connection is the end of the answer
    } else {
      answer_->prepare_payload();
    }
    answer_->keep_alive(keeps_alive);
    stream_.expires_after(shared_.limits.request_timeout);
    http::async_write(stream_, *answer_, [self = shared_from_this(), keeps_alive](error_code error, std::size_t) {
      if (self->events_ && error == http::error::end_of_stream) error = {};
      if (error) return;
      if (self->events_) return self->send_events();
      if (keeps_alive) return self->wait_for_request();
      self->close();
    });
  }

  void wait_for_answer(bool keeps_alive) {
    timer_.expires_after(answer_pause);
    timer_.async_wait([self = shared_from_this(), keeps_alive](error_code error) {
      if (error) return;
      auto known = self->later_();
      if (!known && self->tries_left_-- > 0) return self->wait_for_answer(keeps_alive);
      self->later_ = nullptr;
      if (known) return self->answer(*std::move(known), keeps_alive);
      self->refuse(503);
    });
  }

  void send_events() {
    auto news = events_();
    if (!news) return close();
    if (news->empty()) return wait_for_events();
    sent_ = std::move(*news);
    stream_.expires_after(shared_.limits.request_timeout);
    asio::async_write(stream_, asio::buffer(sent_), [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) self->wait_for_events();
    });
  }

  void wait_for_events() {
    timer_.expires_after(event_pause);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->send_events();
    });
  }

  void close() {
    error_code ignored;
    static_cast<void>(stream_.socket().shutdown(AnySocket::shutdown_send, ignored));
  }

  Door door_;
  beast::basic_stream<asio::generic::stream_protocol> stream_;
  asio::steady_timer timer_;
  Shared& shared_;
  beast::flat_buffer buffer_{64 * 1024};
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> answer_;
  EventSource events_;
  LaterAnswer later_;
  std::int64_t tries_left_ = 0;
  std::string sent_;
};

/// Opens, binds and listens.
Result<asio::ip::tcp::acceptor> listener_on(asio::io_context& loop, const asio::ip::tcp::endpoint& endpoint) {
  asio::ip::tcp::acceptor acceptor(loop);
  error_code error;
  static_cast<void>(acceptor.open(endpoint.protocol(), error));
  if (!error && endpoint.address().is_v6()) static_cast<void>(acceptor.set_option(asio::ip::v6_only(true), error));
  if (!error) static_cast<void>(acceptor.bind(endpoint, error));
  if (!error) static_cast<void>(acceptor.listen(asio::socket_base::max_listen_connections, error));
  if (error == asio::error::address_in_use) return failure(ErrorCode::already_exists, "somebody has that port");
  if (error == asio::error::access_denied) return failure(ErrorCode::denied, "that port is not for us");
  if (error) return failure(ErrorCode::unavailable, "nothing can listen on that address");
  return acceptor;
}

}  // namespace

std::optional<std::string_view> ServedRequest::header(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : headers) {
    if (key != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

struct HttpServer::Inside {
  template <typename Protocol>
  void accept(asio::basic_socket_acceptor<Protocol>& acceptor, Door door) {
    acceptor.async_accept([this, &acceptor, door](error_code error, typename Protocol::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error && shared.connections < shared.limits.connections) {
        std::make_shared<Connection>(AnySocket(std::move(socket)), door, shared)->wait_for_request();
      }
      accept(acceptor, door);
    });
  }

  Shared shared;
  asio::io_context loop{1};  // its connections end with it, and they refer to what is shared
  std::vector<std::unique_ptr<asio::local::stream_protocol::acceptor>> sockets;
  std::vector<std::unique_ptr<asio::ip::tcp::acceptor>> ports;
};

HttpServer::HttpServer(Handler handler, ServerLimits limits) : inside_(std::make_unique<Inside>()) {
  inside_->shared.handler = std::move(handler);
  inside_->shared.limits = limits;
}

HttpServer::~HttpServer() = default;

Result<void> HttpServer::listen_on_socket(int descriptor) {
  auto acceptor = std::make_unique<asio::local::stream_protocol::acceptor>(inside_->loop);
  error_code error;
  static_cast<void>(acceptor->assign(asio::local::stream_protocol(), descriptor, error));
  if (error) return failure(ErrorCode::invalid_input, "no Unix socket");
  inside_->accept(*inside_->sockets.emplace_back(std::move(acceptor)), Door::socket);
  return {};
}

Result<std::uint16_t> HttpServer::listen_on_loopback(std::uint16_t port) {
  std::vector<std::unique_ptr<asio::ip::tcp::acceptor>> opened;
  auto four = TRY(listener_on(inside_->loop, {asio::ip::address_v4::loopback(), port}));
  port = four.local_endpoint().port();
  auto six = listener_on(inside_->loop, {asio::ip::address_v6::loopback(), port});
  // Somebody else there would be taken for us by a browser; on a computer without IPv6 there is nobody.
  if (!six && six.error().code == ErrorCode::already_exists) return std::unexpected(six.error());
  opened.push_back(std::make_unique<asio::ip::tcp::acceptor>(std::move(four)));
  if (six) opened.push_back(std::make_unique<asio::ip::tcp::acceptor>(std::move(*six)));
  for (auto& acceptor : opened) inside_->accept(*inside_->ports.emplace_back(std::move(acceptor)), Door::loopback);
  return port;
}

void HttpServer::run() { inside_->loop.run(); }

void HttpServer::stop() { inside_->loop.stop(); }

}  // namespace digue::net
