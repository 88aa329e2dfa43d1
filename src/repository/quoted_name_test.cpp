#include "repository/quoted_name.h"

#include <doctest/doctest.h>

#include "base/utf8.h"
#include "crypto/hash.h"
#include "repository/go_json.h"

namespace digue::repository {
namespace {

std::string quoted(std::string_view name) {
  std::string out;
  append_quoted(out, name);
  return out;
}

std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST_CASE("names are quoted as restic quotes them") {
  CHECK(quoted("sp\"q\\b&<>é b") == R"(sp\"q\\b&<>é b)");
  CHECK(quoted("bad \xff") == R"(bad \xff)");
  CHECK(quoted("nb\u00a0sp") == R"(nb\u00a0sp)");
  CHECK(quoted("🦷") == "🦷");
  CHECK(quoted("ctl\x01\a\b\f\n\r\t\v\x7f\u0085") == R"(ctl\x01\a\b\f\n\r\t\v\x7f\u0085)");
  CHECK(quoted("zwj\u200dls\u2028\ufeff\U000e0001\ufffd") == "zwj\\u200dls\\u2028\\ufeff\\U000e0001\ufffd");
  CHECK(quoted("half\xe2\x82") == R"(half\xe2\x82)");
  CHECK(quoted("surr\xed\xa0\x80") == R"(surr\xed\xa0\x80)");
  CHECK(quoted(std::string_view("\0", 1)) == R"(\x00)");
}

TEST_CASE("restic 0.19.1 gave these names to files of all characters") {
  std::string all;
  for (char32_t character = 1; character <= 0x10FFFF; ++character) {
    if (character == '/' || (character >= 0xD800 && character < 0xE000)) continue;
    std::string name;
    append_character(name, character);
    append_quoted(all, name);
  }
  CHECK(to_hex(crypto::sha256(bytes_of(all))) == "c6cdfb76bab0efe37ac2850db0896787012898b9182db759ae9e4f4845ddc04d");
}

TEST_CASE("a name with any byte is quoted and comes back as it was") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string name = {'a', static_cast<char>(byte), static_cast<char>(0xA9), 'z'};
    CHECK(unquote(quoted(name)) == name);
  }
}

TEST_CASE("escapes that we never write are read") {
  CHECK(unquote(R"(\101\x41\u0041\U00000041\377)") == "AAAA\xff");
  CHECK(unquote("nb\u00a0sp") == "nb\u00a0sp");
}

TEST_CASE("what strconv.Unquote refuses is refused") {
  for (const char* wrong :
       {"\"", "a\nb", "\\", "\\q", "\\'", "\\x4", "\\xg0", "\\u12", "\\ud800", "\\U00110000", "\\400", "\\8", "\\18"}) {
    CAPTURE(wrong);
    CHECK(unquote(wrong).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("strings are written in JSON as Go writes them") {
  CHECK(json("a<b>&\"\\/") == R"("a\u003cb\u003e\u0026\"\\/")");
  CHECK(json("\b\f\n\r\t\x01\x1f\x7f") == "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
  CHECK(json("é\u2028\u2029🦷") == "\"é\\u2028\\u2029🦷\"");
  CHECK(json("\xff\xe2\x82z") == R"("\ufffd\ufffd\ufffdz")");
}

TEST_CASE("base64 is read, also in lines, and nothing else is read") {
  std::string out;
  append_base64(out, bytes_of("dent"));
  CHECK(out == "ZGVudA==");
  CHECK(text_of(from_base64("ZGVu\r\ndA==").value()) == "dent");
  for (const char* wrong :
       {"Z", "ZG", "ZGV", "ZGVudA", "ZGVudA=", "ZG==Vu", "ZGVudA===", "=", "ZGV!", "ZGVudA==ZGVu"}) {
    CAPTURE(wrong);
    CHECK_FALSE(from_base64(wrong).has_value());
  }
}

}  // namespace
}  // namespace digue::repository
