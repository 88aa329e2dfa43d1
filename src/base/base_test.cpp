#include <doctest/doctest.h>

#include "base/bytes.h"
#include "base/instant.h"
#include "base/text.h"

namespace digue {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return failure(ErrorCode::invalid_input, "odd");
  return number / 2;
}

Result<int> quarter(int number) {
  const int halved = TRY(half(number));
  return TRY(half(halved));
}

TEST_CASE("TRY gives the value or passes the error up") {
  CHECK(quarter(8).value() == 2);
  CHECK(quarter(6).error().code == ErrorCode::invalid_input);
}

TEST_CASE("hexadecimal text comes back as the same bytes") {
  const Bytes bytes = {std::byte{0x00}, std::byte{0x7f}, std::byte{0xff}};
  CHECK(to_hex(bytes) == "007fff");
  CHECK(from_hex("007FfF").value() == bytes);
  CHECK(from_hex("0").error().code == ErrorCode::invalid_input);
  CHECK(from_hex("0g").error().code == ErrorCode::invalid_input);
}

TEST_CASE("an instant is written and read in RFC 3339") {
  const Instant instant = parse_rfc3339("2026-11-24T08:02:03.004Z").value();
  CHECK(to_rfc3339(instant) == "2026-11-24T08:02:03.004Z");
  CHECK(to_rfc3339(parse_rfc3339("2024-02-29T23:59:59Z").value()) == "2024-02-29T23:59:59.000Z");
  for (const char* wrong : {"", "2026-11-24", "2026-11-24T08:02:03", "2026-11-24T24:00:00Z", "2026-02-29T00:00:00Z",
                            "2026-11-24T08:02:03.04Z", "2026-11-24 08:02:03Z", "-026-11-24T08:02:03Z"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_rfc3339(wrong).has_value());
  }
}

TEST_CASE("a day that no calendar has is refused") {
  CHECK(to_iso(parse_day("2028-02-29").value()) == "2028-02-29");
  for (const char* wrong : {"2026-02-29", "2026-13-01", "2026-00-10", "1969-12-31", "20261-1-1", "2026-1-1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_day(wrong).has_value());
  }
}

TEST_CASE("only a whole number is an integer") {
  CHECK(parse_integer("-42") == -42);
  CHECK(parse_integer("9223372036854775807") == INT64_MAX);
  for (const char* wrong : {"", "+", "4 ", " 4", "4.0", "0x10", "9223372036854775808"}) {
    CAPTURE(wrong);
    CHECK(parse_integer(wrong) == std::nullopt);
  }
}

TEST_CASE("lines may end as on Windows, and the last end makes no line") {
  CHECK(lines_of("a\r\nb\n\nc") == std::vector<std::string_view>{"a", "b", "", "c"});
  CHECK(lines_of("a\n").size() == 1);
  CHECK(lines_of("").empty());
}

TEST_CASE("every occurrence is replaced, and an empty one changes nothing") {
  CHECK(replace_all("a-b-c", "-", "--") == "a--b--c");
  CHECK(replace_all("abc", "", "x") == "abc");
}

TEST_CASE("overlong, surrogate and truncated sequences are not UTF-8") {
  CHECK(is_utf8("Bérénice €𝄞"));
  for (const char* wrong : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF"}) {
    CHECK_FALSE(is_utf8(wrong));
  }
}

TEST_CASE("a foreign text cannot steer the terminal") {
  CHECK(printable("é\x1b[31m\xC2\x9B!") == "é\xEF\xBF\xBD[31m\xEF\xBF\xBD!");
  CHECK(printable("\xE2\x82") == "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace digue
