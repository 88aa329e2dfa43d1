#include "backup/targets.h"

#include <doctest/doctest.h>

namespace digue::backup {
namespace {

Result<std::vector<std::string>> no_names(const std::string&) { return std::vector<std::string>(); }

/// One line for each place: name, what is saved (*) or only passed, and where it is read.
std::string drawn(const Target& target, const std::string& indent = "") {
  std::string text;
  for (const auto& [name, child] : target.children) {
    text += indent + name + (child.is_whole ? "* " : " ") + child.path + "\n" + drawn(child, indent + " ");
  }
  return text;
}

std::string planned(const std::vector<std::string>& paths, const ListNames& names = no_names) {
  const auto target = plan_targets(paths, names);
  return target ? drawn(*target) : target.error().detail;
}

TEST_CASE("an absolute target lies below all its parents") {
  CHECK(planned({"/home/cabinet/docs"}) == "home /home\n cabinet /home/cabinet\n  docs* /home/cabinet/docs\n");
}

TEST_CASE("a relative target lies below what was written of it") {
  CHECK(planned({"docs/2026"}) == "docs docs\n 2026* docs/2026\n");
  CHECK(planned({"../docs"}) == "docs* ../docs\n");
}

TEST_CASE("two targets share the folders on the way") {
  CHECK(planned({"/a/b", "/a/c", "/a/b"}) == "a /a\n b* /a/b\n c* /a/c\n");
}

TEST_CASE("targets of one name from different folders stand side by side") {
  CHECK(planned({"../x", "x"}) == "x* ../x\nx-1* x\n");
}

TEST_CASE("a target that holds another one becomes all its entries, in either order") {
  const ListNames names = [](const std::string&) { return std::vector<std::string>{"b", "c"}; };
  CHECK(planned({"/a", "/a/b"}, names) == "a /a\n b* /a/b\n c* /a/c\n");
  CHECK(planned({"/a/b", "/a"}, names) == "a /a\n b* /a/b\n c* /a/c\n");
}

TEST_CASE("a dot stands for what is in the folder") {
  const ListNames names = [](const std::string& folder) {
    return folder == "." ? std::vector<std::string>{"x", "y"} : std::vector<std::string>();
  };
  CHECK(planned({"."}, names) == "x* x\ny* y\n");
}

TEST_CASE("nothing to save is refused") {
  CHECK_FALSE(plan_targets({}, no_names).has_value());
  CHECK_FALSE(plan_targets({""}, no_names).has_value());
}

TEST_CASE("paths are cleaned as Go does") {
  CHECK(clean_path("/a/./b//c/../d/") == "/a/b/d");
  CHECK(clean_path("/../..") == "/");
  CHECK(clean_path("../../a/..") == "../..");
  CHECK(clean_path("") == ".");
  CHECK(clean_path("a/..") == ".");
}

}  // namespace
}  // namespace digue::backup
