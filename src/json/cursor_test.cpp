#include "json/cursor.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace digue::json {
namespace {

std::string string_in(std::string_view text) {
  Cursor cursor(text);
  const auto found = cursor.string();
  return found ? std::string(*found) : found.error().detail;
}

TEST_CASE("a cursor reads what its caller asks for") {
  Cursor cursor(R"( {"list" : [1, 2,-3 ], "name":"é", "yes":true, "none":null, "size":18446744073709551615} )");
  std::vector<std::int64_t> list;
  std::string name;
  bool yes = false;
  bool none = false;
  std::uint64_t size = 0;
  const auto read = cursor.object([&](std::string_view member) -> Result<void> {
    if (member == "list") {
      return cursor.array([&]() -> Result<void> {
        list.push_back(TRY(cursor.integer()));
        return {};
      });
    }
    if (member == "name") name = TRY(cursor.string());
    if (member == "yes") yes = TRY(cursor.boolean());
    if (member == "none") none = cursor.take_null();
    if (member == "size") size = TRY(cursor.unsigned_integer());
    return {};
  });
  REQUIRE(read.has_value());
  CHECK(cursor.end().has_value());
  CHECK(list == std::vector<std::int64_t>{1, 2, -3});
  CHECK(name == "é");
  CHECK(yes);
  CHECK(none);
  CHECK(size == 18446744073709551615ULL);
}

TEST_CASE("a string without escapes is a piece of the text, whatever its length") {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text = '"' + std::string(length, 'x') + '"';
    Cursor cursor(text);
    CHECK(cursor.string()->data() == text.data() + 1);
    CHECK(string_in(text) == std::string(length, 'x'));
  }
}

TEST_CASE("every byte of a string is looked at, wherever it stands") {
  for (std::size_t place = 0; place < 20; ++place) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string inside(20, 'x');
      inside[place] = static_cast<char>(byte);
      const std::string text = '"' + inside + '"';
      Cursor cursor(text);
      const auto found = cursor.string();
      CAPTURE(place);
      CAPTURE(byte);
      if (byte == '"') {
        CHECK(found == inside.substr(0, place));
      } else if (byte < 0x20 || byte == '\\') {
        CHECK_FALSE(found.has_value());
      } else if (byte < 0x80) {
        CHECK(found == inside);
      } else {
        CHECK(found == inside.replace(place, 1, "\xEF\xBF\xBD"));
      }
    }
  }
}

TEST_CASE("escapes are read as Go reads them") {
  CHECK(string_in(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(string_in(R"("\u0041\u00e9\u20aC\ud83e\uddb7")") == "Aé€🦷");
  CHECK(string_in(R"("é\u0000é")") == std::string("é\0é", 5));
}

TEST_CASE("a surrogate without its other half becomes U+FFFD") {
  CHECK(string_in(R"("\ud83e")") == "\xEF\xBF\xBD");
  CHECK(string_in(R"("\uddb7x")") == "\xEF\xBF\xBDx");
  CHECK(string_in(R"("\ud83e\u0041")") ==
        "\xEF\xBF\xBD"
        "A");
  CHECK(string_in(R"("\ud83e\ud83e\uddb7")") == "\xEF\xBF\xBD🦷");
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD one by one") {
  CHECK(string_in("\"a\xE2\x82z\xFFé\"") == "a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBDé");
}

TEST_CASE("what is not JSON is refused") {
  for (const char* wrong :
       {"",           "{",      "[1,]",     "[,1]",    "[1 2]",     "{\"a\"}",   "{\"a\":}",
        "{\"a\":1,}", "{a:1}",  "nul",      "tru",     "truefalse", "01",        "-",
        "1.",         ".5",     "1e",       "+1",      "\"a",       "\"\\x41\"", "\"\\u12g4\"",
        "\"\\",       "\"\\u1", "\"a\nb\"", "// x\n1", "1 2",       "[1]]",      "\"\\ud83e\\u12\""}) {
    CAPTURE(wrong);
    Cursor cursor(wrong);
    const auto skipped = cursor.skip();
    const bool is_whole = skipped.has_value() && cursor.end().has_value();
    CHECK_FALSE(is_whole);
  }
}

TEST_CASE("numbers of every form are skipped, and only whole ones that fit are read") {
  for (const char* right : {"0", "-0", "12", "1.5", "1e9", "-1.5E-3", "1e+2", "123456789012345678901234567890"}) {
    Cursor cursor(right);
    CHECK(cursor.raw() == std::string_view(right));
    CHECK(cursor.end().has_value());
  }
  for (const char* wrong : {"1.0", "1e2", "9223372036854775808", "-9223372036854775809", "\"1\"", "null", "00"}) {
    CAPTURE(wrong);
    CHECK_FALSE(Cursor(wrong).integer().has_value());
  }
  CHECK(Cursor("-9223372036854775808").integer() == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(Cursor("18446744073709551616").unsigned_integer().has_value());
  CHECK_FALSE(Cursor("-1").unsigned_integer().has_value());
}

TEST_CASE("a text that is nested too deep is refused before it is read") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(Cursor(nested(3), 3).skip().has_value());
  CHECK_FALSE(Cursor(nested(4), 3).skip().has_value());
  CHECK_FALSE(Cursor(std::string(10'000'000, '[')).skip().has_value());
}

TEST_CASE("depth is given back when an array ends") { CHECK(Cursor("[[],[],[{}],{}]", 3).skip().has_value()); }

TEST_CASE("a value that the caller does not read is refused") {
  Cursor cursor("[1]");
  CHECK_FALSE(cursor.array([]() -> Result<void> { return {}; }).has_value());
}

}  // namespace
}  // namespace digue::json
