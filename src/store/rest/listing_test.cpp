#include "store/rest/listing.h"

#include <doctest/doctest.h>

namespace digue::store {
namespace {

const std::string a(64, 'a');
const std::string b(64, 'b');

std::string file(const std::string& name, const std::string& size) {
  return R"({"name":")" + name + R"(","size":)" + size + "}";
}

FileId id(const std::string& hex) { return FileId::from_hex(hex).value(); }

TEST_CASE("a list of version 2 gives names and sizes") {
  const auto listed = parse_listing("[" + file(a, "1") + " , " + file(b, "9223372036854775807") + "]\n").value();
  CHECK(listed == std::vector<ListedFile>{{id(a), 1, std::nullopt}, {id(b), INT64_MAX, std::nullopt}});
  CHECK(parse_listing("[]").value().empty());
  CHECK(parse_listing(" [ ]\r\n").value().empty());
}

TEST_CASE("a list of version 1 gives names") {
  CHECK(parse_names("[\"" + a + "\",\"" + b + "\"]").value() == std::vector{id(a), id(b)});
  CHECK(parse_names("[]").value().empty());
}

TEST_CASE("strange names are left out, and a name counts once") {
  const std::string strange = file("config", "5") + "," + file("a],[\\\"", "6") + "," + file(a.substr(1) + "A", "7");
  const auto listed = parse_listing("[" + strange + "," + file(a, "1") + "," + file(a, "1") + "]").value();
  CHECK(listed == std::vector<ListedFile>{{id(a), 1, std::nullopt}});
  CHECK(parse_names(R"(["..", "a,b", ")" + a + "\",\"" + a + "\"]").value() == std::vector{id(a)});
}

TEST_CASE("a later server may tell more of a file") {
  const std::string more = R"([{"name":")" + a + R"(","size":3,"time":"2026-11-24","tags":["x","y"]}])";
  CHECK(parse_listing(more).value().size() == 1);
}

TEST_CASE("what is no list is refused") {
  for (const std::string& text : {std::string(),
                                  std::string("null"),
                                  std::string("{}"),
                                  std::string("["),
                                  std::string("[,]"),
                                  "[" + file(a, "1"),
                                  "[" + file(a, "1") + ",]",
                                  "[" + file(a, "1") + "]]",
                                  "[" + file(a, "1") + "] []",
                                  "[" + file(a, "-1") + "]",
                                  "[" + file(a, "1.5") + "]",
                                  "[" + file(a, "99999999999999999999") + "]",
                                  "[" + file(a, "\"1\"") + "]",
                                  R"([{"name":")" + a + R"("}])",
                                  std::string(R"([{"size":1}])"),
                                  std::string("[1]"),
                                  std::string("[}]"),
                                  std::string("[\"x]"),
                                  std::string("Resticv2APIrequired"),
                                  std::string("<html></html>"),
                                  "[" + std::string(100'000, '[')}) {
    CAPTURE(text.substr(0, 100));
    CHECK(parse_listing(text).error().code == ErrorCode::invalid_input);
  }
  for (const char* text : {"", "[1]", "[{}]", "[\"a\"", "[\"a\",]", "[\"a\"]x", "\"a\""}) {
    CAPTURE(text);
    CHECK(parse_names(text).error().code == ErrorCode::invalid_input);
  }
}

}  // namespace
}  // namespace digue::store
