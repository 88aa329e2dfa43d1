#include "base/path.h"

#include <doctest/doctest.h>

#include <map>

namespace digue {
namespace {

TEST_CASE("a clean path has the same meaning and no part that says nothing") {
  const std::map<std::string, std::string> cases = {
      {"", "."},
      {".", "."},
      {"/", "/"},
      {"//", "/"},
      {"/..", "/"},
      {"/../a", "/a"},
      {"..", ".."},
      {"../..", "../.."},
      {"a/..", "."},
      {"a/../..", ".."},
      {"a/b/../c", "a/c"},
      {"./a//b/./", "a/b"},
      {"/a/../../b", "/b"},
      {"../a", "../a"},
      {"...", "..."},
      {"a/.../b", "a/.../b"},
  };
  for (const auto& [path, clean] : cases) {
    CAPTURE(path);
    CHECK(clean_path(path) == clean);
    CHECK(clean_path(clean) == clean);
  }
}

TEST_CASE("what leads out of a folder, or deeper, is no name of an entry") {
  using namespace std::string_view_literals;
  for (const std::string_view name : {""sv, "."sv, ".."sv, "a/b"sv, "/"sv, "a\0b"sv}) {
    CAPTURE(name);
    CHECK_FALSE(is_entry_name(name));
  }
  for (const std::string_view name : {"a"sv, "..."sv, " "sv, "\xff"sv, "\n"sv, "a\\b"sv}) CHECK(is_entry_name(name));
}

}  // namespace
}  // namespace digue
