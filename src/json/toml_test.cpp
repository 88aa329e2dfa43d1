#include "json/toml.h"

#include <doctest/doctest.h>

namespace digue::json {
namespace {

TEST_CASE("every kind of TOML becomes a value, and its line is known") {
  const TomlDocument document =
      parse_toml(
          "a = 1\nb = [\"x\", # why\n -25,\n]\n[c]\n\"d e\" = 'x'\ng.h = { i = [] }\nf = true\n[[k]]\n[[k]]\nl=1")
          .value();
  CHECK(*document.value.find("a") == Value(1));
  CHECK(*document.value.find("b") == Value(Array{"x", -25}));
  CHECK(*document.value.find("c") ==
        Value(Object{{"d e", "x"}, {"g", Object{{"h", Object{{"i", Array()}}}}}, {"f", true}}));
  CHECK(*document.value.find("k") == Value(Array{Object(), Object{{"l", 1}}}));
  CHECK(document.lines.at("b[1]") == 3);
  CHECK(document.lines.at("c.g.h") == 7);
  CHECK(document.lines.at("k[1].l") == 11);
}

TEST_CASE("a text that is no TOML is refused with its line") {
  CHECK(parse_toml("a = 1\nb = \n").error().line == 2);
  CHECK(parse_toml("a = 1\na = 2\n").error().line == 2);
  CHECK(parse_toml("a = \"\xff\"").error().line == 0);
  CHECK(parse_toml(std::string(max_toml_bytes + 1, ' ')).error().line == 0);
}

TEST_CASE("a character beyond ASCII stands in quotes or in a comment, or is a fault") {
  CHECK(parse_toml("# é\na = \"é\"\nb = 'é'\nc = \"\"\"\né\n\"\"\"\nd = '''é'''\ne = \"\\\"é\"\n"));
  CHECK(parse_toml("a = 1\nb = é\n").error().line == 2);
  CHECK(parse_toml("é = 1\n").error().line == 1);
  CHECK(parse_toml("a = \"b\n é\"\n").error().line == 1);
}

TEST_CASE("strings are what TOML says they are") {
  const auto read = [](std::string_view text) -> std::string {
    const auto document = parse_toml(text);
    REQUIRE(document);
    return *document->value.find("a")->as_text();
  };
  CHECK(read(R"(a = "\\b \"c\" \u00e9 \U0001F600\t")") == "\\b \"c\" é 😀\t");
  CHECK(read(R"(a = 'C:\Users')") == R"(C:\Users)");
  CHECK(read("a = \"\"\"\nx\r\ny\"\"\"\"\"") == "x\ny\"\"");
  CHECK(read("a = \"\"\"x \\\n\n   y\"\"\"") == "x y");
  CHECK(read("a = '''\nit's \\n'''") == "it's \\n");
}

TEST_CASE("what TOML forbids is refused") {
  for (const char* wrong : {"a",
                            "a =",
                            "= 1",
                            "a = 1 b = 2",
                            "a = \"x",
                            "a = \"\\x41\"",
                            "a = \"\\ud800\"",
                            "a = \"\x01\"",
                            "a = 01",
                            "a = 1__0",
                            "a = _1",
                            "a = 1.5",
                            "a = 2026-11-24",
                            "a = inf",
                            "a = [1",
                            "a = [1 2]",
                            "a = {b = 1,}",
                            "a = {b = 1\n}",
                            "[a",
                            "[a]]",
                            "[[a]",
                            "[a]\n[a]",
                            "a = 1\n[a]",
                            "a = [1]\n[[a]]",
                            "[a]\n[[a]]",
                            "a = {}\na.b = 1",
                            "a.b = 1\na.b.c = 1",
                            "a. = 1",
                            "# \x01",
                            "a = 9223372036854775808",
                            "\xef\xbb\xbf"
                            "a = 1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_toml(wrong));
  }
  CHECK(parse_toml("a = 1_000\n").value().value == Value(Object{{"a", 1000}}));
  CHECK(parse_toml("").value().value == Value(Object()));
}

TEST_CASE("nothing leads deeper than the limit") {
  std::string names = "a";
  for (int i = 0; i < 2000; ++i) names += ".a";
  CHECK(parse_toml(names + " = 1").error().line == 1);
  CHECK(parse_toml("[" + names + "]\nb = 1").error().detail == "too deep");
  CHECK(parse_toml("[a.b.c.d.e.f.g.h]\ni.j.k.l.m.n.o.p.q.r = 1"));
  CHECK_FALSE(parse_toml("a = " + std::string(1000, '[') + std::string(1000, ']')));
}

TEST_CASE("a text in quotes is read back as itself") {
  for (const std::string_view text : {"", "plain", "\"quoted\" \\ \n\t\x01\x7f é", "'"}) {
    const TomlDocument document = parse_toml("a = " + toml_quoted(text)).value();
    CHECK(*document.value.find("a")->as_text() == text);
  }
}

}  // namespace
}  // namespace digue::json
