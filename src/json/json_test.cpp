#include <doctest/doctest.h>

#include "json/parse.h"
#include "json/write.h"

namespace digue::json {
namespace {

TEST_CASE("what is written is read back as the same value") {
  const Value value = Object{{"texte", "« é »\n\"\\\x01"},
                             {"nombre", -42},
                             {"vrai", true},
                             {"rien", Value()},
                             {"liste", Array{1, 2.5, Object{}, Array{}}}};
  CHECK(parse(to_line(value)).value() == value);
  CHECK(parse(to_pretty(value)).value() == value);
  CHECK(to_line(value) ==
        R"({"texte":"« é »\n\"\\\u0001","nombre":-42,"vrai":true,"rien":null,"liste":[1,2.5,{},[]]})");
}

TEST_CASE("only one strict JSON text is accepted") {
  for (const char* wrong : {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "// x\n1", "1 2", "\"\xff\"", "nul", "{'a':1}"}) {
    CAPTURE(wrong);
    CHECK(parse(wrong).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("a number that is no whole one is the nearest there is, and is written so that it is read again as itself") {
  CHECK(parse("555555555555555555555555555555555").value() == Value(555555555555555555555555555555555.0));
  for (const char* number : {"555555555555555555555555555555555", "0.1", "-0.0", "1.7976931348623157e308", "5e-324",
                             "18446744073709551615", "0.30000000000000004", "[1.5,2]"}) {
    CAPTURE(number);
    const std::string line = to_line(parse(number).value());
    CHECK(to_line(parse(line).value()) == line);
  }
}

TEST_CASE("a text over a limit is refused") {
  CHECK_FALSE(parse(std::string(40, '[') + std::string(40, ']')).has_value());
  CHECK_FALSE(parse("[1,2,3,4]", {.values = 4}).has_value());
  CHECK(parse("[1,2,3,4]", {.values = 5}).has_value());
  CHECK_FALSE(parse("\"abcdef\"", {.bytes = 7}).has_value());
}

TEST_CASE("a member that is missing or of another type is named") {
  const Value value = parse(R"({"a":"x"})").value();
  CHECK(value.text("a").value() == "x");
  CHECK(value.text("b").error().detail == "\"b\" is missing");
  CHECK(value.integer("a").error().detail == "\"a\" is not a whole number");
}

TEST_CASE("bytes that are not UTF-8 never reach the output") {
  CHECK(to_line(Value(std::string("a\xff"))) == "\"a\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace digue::json
