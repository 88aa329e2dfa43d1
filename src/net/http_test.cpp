#include "net/http.h"

#include <doctest/doctest.h>

// What needs a server is in tests/store/hostile_test.py.

namespace digue::net {
namespace {

ErrorCode code_of(const std::string& url) {
  const auto client = HttpClient::make({}).value();
  const Result<Response> response = client->send({.url = url});
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().detail.find("secret") == std::string::npos);
  return response.error().code;
}

TEST_CASE("only http is spoken") {
  for (const char* url : {"", "file:///etc/hostname", "ftp://127.0.0.1/", "http://", "http://[1/", "gopher://a/"}) {
    CAPTURE(url);
    CHECK(code_of(url) == ErrorCode::invalid_input);
  }
}

TEST_CASE("a server that nobody runs is unavailable") {
  // Port 1 (tcpmux) of this machine.
  CHECK(code_of("http://127.0.0.1:1/") == ErrorCode::unavailable);
}

TEST_CASE("a password that C would cut short is refused") {
  const auto with = [](std::string user, std::string_view password) {
    const ByteView bytes = bytes_of(password);
    HttpOptions options;
    options.credentials.emplace(std::move(user), crypto::Secret(Bytes(bytes.begin(), bytes.end())));
    return HttpClient::make(std::move(options)).has_value();
  };
  CHECK(with("user", "password"));
  CHECK_FALSE(with("user", std::string_view("pass\0word", 9)));
  CHECK_FALSE(with(std::string("us\0er", 5), "password"));
}

}  // namespace
}  // namespace digue::net
