#include "paper/payload.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "paper/base32.h"
#include "paper/qr.h"

namespace digue::paper {
namespace {

Bytes some_bytes(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t at = 0; at < count; ++at) bytes[at] = static_cast<std::byte>(at * 7 + at / 256);
  return bytes;
}

ErrorCode error_of(const std::vector<std::string>& texts) { return join_payload(texts).error().code; }

TEST_CASE("base32 is that of RFC 4648") {
  CHECK(to_base32(bytes_of("")).empty());
  CHECK(to_base32(bytes_of("f")) == "MY");
  CHECK(to_base32(bytes_of("fooba")) == "MZXW6YTB");
  CHECK(to_base32(bytes_of("foobar")) == "MZXW6YTBOI");
  CHECK(text_of(from_base32("mzxw6ytboi").value()) == "foobar");
  for (const char* wrong : {"M", "MZ", "MZX", "MZXW6YTB0", "MY======", "M Y"}) CHECK_FALSE(from_base32(wrong));
}

TEST_CASE("a payload comes back from its parts in any order, scanned twice or with line ends behind") {
  const Bytes payload = some_bytes(1'500);
  std::vector<std::string> texts = split_payload(payload).value();
  CHECK(texts.size() == 3);
  std::ranges::reverse(texts);
  texts.push_back(texts.front() + "\n");
  CHECK(join_payload(texts).value() == payload);
}

TEST_CASE("every size that fits comes back, and each part fits in a QR code") {
  for (const std::size_t size : {std::size_t{1}, max_part_bytes, max_part_bytes + 1, max_payload_bytes}) {
    const Bytes payload = some_bytes(size);
    const std::vector<std::string> texts = split_payload(payload).value();
    CHECK(join_payload(texts).value() == payload);
    for (const std::string& text : texts) CHECK(make_qr(text).value().width <= 97);
  }
  CHECK_FALSE(split_payload({}));
  CHECK_FALSE(split_payload(some_bytes(max_payload_bytes + 1)));
}

TEST_CASE("a missing part is named") {
  std::vector<std::string> texts = split_payload(some_bytes(1'500)).value();
  texts.erase(texts.begin() + 1);
  CHECK(join_payload(texts).error().code == ErrorCode::not_found);
  CHECK(join_payload(texts).error().detail == "part 2/3");
  CHECK(error_of({}) == ErrorCode::not_found);
}

TEST_CASE("parts of two sheets are not mixed") {
  std::vector<std::string> texts = split_payload(some_bytes(1'500)).value();
  texts[1] = split_payload(some_bytes(1'499)).value()[1];
  CHECK(error_of(texts) == ErrorCode::invalid_input);
}

TEST_CASE("a changed character is found") {
  std::vector<std::string> texts = split_payload(some_bytes(100)).value();
  char& letter = texts[0][40];
  letter = letter == 'A' ? 'B' : 'A';
  CHECK(error_of(texts) == ErrorCode::damaged);
}

TEST_CASE("what is no part is refused") {
  for (const char* text :
       {"", "DIGUE1:1/1:AAAAAAAA:", "DIGUE2:1/1:AAAAAAAA:MY", "DIGUE1:2/1:AAAAAAAA:MY", "DIGUE1:0/1:AAAAAAAA:MY",
        "DIGUE1:1:AAAAAAAA:MY", "DIGUE1:1/1:AAAAAAAA:M1", "https://exemple.fr"})
    CHECK(error_of({text}) == ErrorCode::invalid_input);
}

TEST_CASE("a QR code holds no empty text, no zero byte and nothing too long") {
  CHECK(make_qr("exemple").value().width == 21);
  CHECK_FALSE(make_qr(""));
  CHECK_FALSE(make_qr(std::string("a\0b", 3)));
  CHECK_FALSE(make_qr(std::string(max_qr_text + 1, 'A')));
}

}  // namespace
}  // namespace digue::paper
