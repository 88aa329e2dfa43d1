#include "backup/patterns_test.h"

#include <doctest/doctest.h>

namespace digue::backup {
namespace {

TEST_CASE("a pattern without a slash is a name anywhere on the path") {
  CHECK(matches("*.tmp", "/home/camille/brouillon.tmp"));
  CHECK(matches("camille", "/home/camille/brouillon.tmp"));
  CHECK(matches("c?mille", "/home/camille"));
  CHECK_FALSE(matches("cam", "/home/camille"));
  CHECK_FALSE(matches("*.tmp", "/home/camille/brouillon.tmp.odt"));
  CHECK_FALSE(matches("Camille", "/home/camille"));
}

TEST_CASE("a pattern of several names is a part of the path, from its beginning if it starts with a slash") {
  CHECK(matches("radios/*.dcm", "/srv/radios/1.dcm"));
  CHECK(matches("radios/*.dcm", "radios/1.dcm"));
  CHECK_FALSE(matches("radios/*.dcm", "/srv/radios/2026/1.dcm"));
  CHECK(matches("/srv/radios", "/srv/radios/1.dcm"));
  CHECK(matches("/srv/radios/", "/srv/radios"));
  CHECK(matches("//srv/./x/../radios", "/srv/radios"));
  CHECK_FALSE(matches("/radios", "/srv/radios"));
  CHECK_FALSE(matches("/srv/radios", "srv/radios"));
  CHECK_FALSE(matches("/srv/*", "/srv"));
  CHECK(matches("/", "/srv"));
}

TEST_CASE("two stars are any number of names, also none") {
  CHECK(matches("/srv/**/cache", "/srv/cache"));
  CHECK(matches("/srv/**/cache", "/srv/a/b/cache/x"));
  CHECK(matches("srv/**", "/srv"));
  CHECK(matches("**", "/srv"));
  CHECK(matches("**/node_modules/**", "/home/x/node_modules"));
  CHECK(matches("a/**/b/**/c", "/x/a/b/1/2/c"));
  CHECK_FALSE(matches("/srv/**/cache", "/home/srv/cache"));
  CHECK_FALSE(matches("a/**/b/**/c", "/x/a/c/b"));
  CHECK_FALSE(matches("/srv/a**b/c", "/srv/a/b/c"));
}

TEST_CASE("like restic, a second pair of stars wants a name of its own from a path that begins with the pattern") {
  CHECK_FALSE(matches("/a/**/b/**/c", "/a/b/c"));
  CHECK(matches("/a/**/b/**/c", "/a/b/c/d"));
  CHECK(matches("a/**/b/**/c", "/a/b/c"));
}

TEST_CASE("an exclamation mark takes back what was matched before it, and what follows may match again") {
  const PatternList list = list_of({"/data/*", "!*.odt", "brouillon.*"});
  CHECK(match(list, "/data/a.tmp").itself);
  CHECK_FALSE(match(list, "/data/a.odt").itself);
  CHECK(match(list, "/data/brouillon.odt").itself);
  CHECK_FALSE(match(list, "/a.tmp").itself);
  CHECK_FALSE(match(list_of({"!a"}), "/a").itself);
}

TEST_CASE("a folder below which nothing can match need not be walked") {
  const PatternList list = list_of({"/home/*/cabinet/**/*.dcm", "!/home/x/cabinet/secret"});
  CHECK(match(list, "/home").may_match_below);
  CHECK(match(list, "/home/x/cabinet/any/depth").may_match_below);
  CHECK_FALSE(match(list, "/srv").may_match_below);
  CHECK_FALSE(match(list, "/home/x/other").may_match_below);
  CHECK_FALSE(match(list, "/home/x/cabinet/secret").may_match_below);
  CHECK(match(list_of({"*.dcm"}), "/srv").may_match_below);
  CHECK_FALSE(match(list_of({}), "/srv").may_match_below);
}

TEST_CASE("the case of letters is ignored in all alphabets") {
  const PatternList list = list_of({"ÉTÉ*.ODT", "[A-C]x", "Ἀρχ*"}, PatternList::Case::ignored);
  CHECK(match(list, "/été 2026.odt").itself);
  CHECK(match(list, "/Été.Odt").itself);
  CHECK(match(list, "/BX").itself);
  CHECK(match(list, "/ἈΡΧΕΙΟ").itself);
  CHECK_FALSE(match(list, "/ete.odt").itself);
}

TEST_CASE("a malformed pattern is named") {
  for (const std::string pattern : {"a/[b", "[]a]", "[a-]", "a\\", "x/[\xff]/y", "![b"}) {
    CAPTURE(pattern);
    const auto list = PatternList::parse({"fine", pattern}, PatternList::Case::matters);
    REQUIRE_FALSE(list.has_value());
    CHECK(list.error().code == ErrorCode::invalid_input);
    CHECK(list.error().detail.starts_with(pattern));
  }
  CHECK(list_of({"", "!", "a"}).is_empty() == false);
  CHECK(list_of({"", ""}).is_empty());
}

TEST_CASE("limits hold") {
  CHECK(PatternList::parse(std::vector<std::string>(10'000, "a"), PatternList::Case::matters));
  CHECK_FALSE(PatternList::parse(std::vector<std::string>(10'001, "a"), PatternList::Case::matters));
  CHECK_FALSE(PatternList::parse({std::string(65'537, 'a')}, PatternList::Case::matters));
}

TEST_CASE("patterns that were made to be slow are not") {
  std::string stars;
  std::string depths;
  std::string path;
  for (int part = 0; part < 200; ++part) {
    stars += "*a";
    depths += "**/a/";
    path += "/a";
  }
  CHECK_FALSE(matches(stars + "b", "/" + std::string(255, 'a')));
  CHECK_FALSE(matches(depths + "b", path + path));
  CHECK(matches(depths + "a", path + path));
  CHECK(matches(path.substr(1) + "/a", path + path));
}

}  // namespace
}  // namespace digue::backup
