#include "machine/linux/reader_protocol.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace digue::machine::linux {
namespace {

Bytes bytes(std::string_view hex) { return from_hex(hex).value(); }

TEST_CASE("a request comes back as it was asked") {
  const Request request{Operation::list, UINT64_MAX, "/home/\xff"};
  CHECK(parse_request(encode_request(request).value()).value() == request);
  CHECK(to_hex(encode_request({Operation::read, 258, "/"}).value()) == "0102010000000000002f");
}

TEST_CASE("a request that we would not write is damaged") {
  for (const char* hex : {"", "01", "0102010000000000", "010201000000000000", "0002010000000000002f",
                          "0602010000000000002f", "010201000000000000612f", "0102010000000000002f00"}) {
    CAPTURE(hex);
    CHECK(parse_request(bytes(hex)).error().code == ErrorCode::damaged);
  }
}

TEST_CASE("a reply is an answer or one of the errors that a file can have") {
  CHECK(to_hex(encode_reply(bytes("aabb"))) == "00aabb");
  CHECK(parse_reply(bytes("00aabb")).value() == bytes("aabb"));
  for (const ErrorCode code : {ErrorCode::not_found, ErrorCode::denied, ErrorCode::unavailable,
                               ErrorCode::invalid_input, ErrorCode::unsupported, ErrorCode::bug}) {
    CHECK(parse_reply(encode_reply(failure(code, ""))).error().code == code);
  }
  CHECK(parse_reply(encode_reply(failure(ErrorCode::full, ""))).error().code == ErrorCode::unavailable);
  for (const char* hex : {"", "07", "ff", "0100"}) {
    CAPTURE(hex);
    CHECK(parse_reply(bytes(hex)).error().code == ErrorCode::damaged);
  }
}

TEST_CASE("names come sorted, and none can leave its folder") {
  CHECK(parse_names(encode_names({"b", "a"}), 2).value() == std::vector<std::string>{"a", "b"});
  CHECK(parse_names(encode_names({"b", "a"}), 1).error().code == ErrorCode::damaged);
  CHECK(parse_names({}, 0).value().empty());
  for (const std::string& name : {std::string(), std::string("."), std::string(".."), std::string("a/b"),
                                  std::string("a\0", 2), std::string(256, 'x')}) {
    CHECK(parse_names(encode_names({name}), 9).error().code == ErrorCode::damaged);
  }
  CHECK(parse_names(bytes("ffffffff61"), 9).error().code == ErrorCode::damaged);
}

TEST_CASE("a description comes back as it was, and no other is one") {
  const FileInfo info{FileKind::link, Instant(std::chrono::milliseconds(-5)), INT64_MAX};
  CHECK(parse_info(encode_info(info)).value() == info);
  CHECK(parse_info(bytes("0400000000000000000000000000000000")).error().code == ErrorCode::damaged);
  CHECK(parse_info(bytes("0000000000000000000000000000000080")).error().code == ErrorCode::damaged);
  CHECK(parse_info(bytes("000000000000000000000000000000000000")).error().code == ErrorCode::damaged);
  CHECK(parse_number(encode_number({8, 1'048'575})).value() == DeviceNumber{8, 1'048'575});
  CHECK(parse_number(bytes("080000000100000000")).error().code == ErrorCode::damaged);
}

TEST_CASE("a frame longer than any answer can be is damaged before it is read") {
  CHECK(to_hex(framed(bytes("aabb"))) == "02000000aabb");
  CHECK(parse_length(bytes("02000000"), 2).value() == 2);
  CHECK(parse_length(bytes("03000000"), 2).error().code == ErrorCode::damaged);
  CHECK(parse_length(bytes("ffffffff"), max_reply_bytes({Operation::read, UINT64_MAX, "/"})).error().code ==
        ErrorCode::damaged);
  CHECK(max_reply_bytes({Operation::read, 10, "/"}) == 11);
}

TEST_CASE("no bytes are read as more names than they hold") {
  CHECK(rc::check([](const std::vector<std::uint8_t>& noise, std::uint8_t limit) {
    const auto names = parse_names(std::as_bytes(std::span(noise)), limit);
    return !names || (names->size() <= limit && encode_names(*names).size() == noise.size());
  }));
}

}  // namespace
}  // namespace digue::machine::linux
