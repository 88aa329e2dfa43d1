#include "backup/glob.h"

#include <doctest/doctest.h>

namespace digue::backup {
namespace {

bool matches(std::string_view pattern, std::string_view name) { return Glob::parse(pattern).value().matches(name); }

TEST_CASE("stars, marks and classes match as in path/filepath.Match") {
  CHECK(matches("", ""));
  CHECK_FALSE(matches("", "a"));
  CHECK(matches("*", ""));
  CHECK(matches("a*b*c", "a-b-b-c"));
  CHECK_FALSE(matches("a*b*c", "a-c-b"));
  CHECK(matches("*ab", "aab"));
  CHECK(matches("**a**", "xax"));
  CHECK(matches("a?c", "aéc"));
  CHECK_FALSE(matches("a?c", "ac"));
  CHECK(matches("[a-cx]", "b"));
  CHECK(matches("[a-cx]", "x"));
  CHECK_FALSE(matches("[a-cx]", "d"));
  CHECK(matches("[^a-c]", "d"));
  CHECK_FALSE(matches("[^a-c]", "b"));
  CHECK_FALSE(matches("[^a-c]", ""));
  CHECK(matches("[é-ë]", "ê"));
  CHECK(matches("[\\]\\-]", "]"));
  CHECK(matches("[\\]\\-]", "-"));
  CHECK(matches("[*]", "*"));
  CHECK_FALSE(matches("[*]", "a"));
  CHECK(matches("\\*", "*"));
  CHECK_FALSE(matches("\\*", "a"));
  CHECK(matches("]", "]"));
  CHECK_FALSE(matches("[z-a]", "m"));
}

TEST_CASE("a byte that is not UTF-8 is one character") {
  CHECK(matches("a?c", "a\xffzc") == false);
  CHECK(matches("a?c",
                "a\xff"
                "c"));
  CHECK(matches("a\xff*", "a\xff\xfe"));
  CHECK(matches("[^a]", "\xff"));
}

TEST_CASE("a malformed pattern is invalid input") {
  for (const std::string_view pattern :
       {"[", "[a", "[]", "[]a]", "[^]", "[-a]", "[a-]", "[a-b-c]", "[a\\", "a\\", "[\xff]"}) {
    CAPTURE(pattern);
    CHECK(Glob::parse(pattern).error().code == ErrorCode::invalid_input);
  }
}

}  // namespace
}  // namespace digue::backup
