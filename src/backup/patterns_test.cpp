#include "backup/patterns.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/path.h"
#include "base/text.h"

namespace digue::backup {
namespace {

PatternList list_of(const std::vector<std::string>& patterns,
                    PatternList::Case letter_case = PatternList::Case::matters) {
  return PatternList::parse(patterns, letter_case).value();
}

/// A whole path at once, folder by folder as the archiver walks.
PatternList::Match match(const PatternList& list, std::string_view path) {
  PatternList::Place place = path.starts_with('/') ? list.root() : list.nowhere();
  if (path.starts_with('/')) path.remove_prefix(1);
  for (std::size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/')) {
    place = list.below(place, path.substr(0, end));
    path.remove_prefix(end + 1);
  }
  const PatternList::Match match = list.match(place, path);
  CHECK(match.itself == list.matches(place, path));
  return match;
}

bool matches(const std::string& pattern, std::string_view path) { return match(list_of({pattern}), path).itself; }

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

// The language as restic's documentation and source define it, without a thought for speed: "**" is replaced by every
// number of "*" that it tries, and a pattern without one must fit name by name.
bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& names) {
  const auto depth = std::find(pattern.begin(), pattern.end(), "**");
  if (depth != pattern.end()) {
    std::vector<std::string> longer(pattern.begin(), depth);
    const std::size_t begin = longer.size();
    for (std::size_t count = 0; count + pattern.size() <= names.size() + 1; ++count) {
      std::vector<std::string> tried = longer;
      tried.insert(tried.end(), count, "*");
      tried.insert(tried.end(), pattern.begin() + static_cast<std::ptrdiff_t>(begin) + 1, pattern.end());
      if (fits(tried, names)) return true;
    }
    return false;
  }
  if (pattern.empty() || pattern.size() > names.size()) return false;
  const bool is_rooted = pattern.front() == "/";
  const std::size_t last = is_rooted ? 0 : names.size() - pattern.size();
  for (std::size_t offset = !is_rooted && names.front() == "/" ? 1 : 0; offset <= last; ++offset) {
    bool is_fit = true;
    for (std::size_t part = 0; part < pattern.size(); ++part) {
      const std::string& name = names[offset + part];
      is_fit = is_fit && (pattern[part] == name || (name != "/" && Glob::parse(pattern[part]).value().matches(name)));
    }
    if (is_fit) return true;
  }
  return false;
}

std::vector<std::string> names_of(const std::string& path) {
  std::vector<std::string> names;
  for (const std::string_view name : split(path, '/')) names.emplace_back(name);
  if (names.front().empty()) names.front() = "/";
  return names;
}

TEST_CASE("walking folder by folder matches what trying everything matches") {
  const auto joined = [](bool is_absolute, const std::vector<std::string>& names) {
    std::string path;
    for (const std::string& name : names) path += (is_absolute || !path.empty() ? "/" : "") + name;
    return path;
  };
  const bool holds = rc::check("patterns", [&] {
    const auto some = [](const std::vector<std::string>& from) {
      const auto count = *rc::gen::inRange<std::size_t>(1, 7);  // the slow way tries all lengths of all "**"
      return *rc::gen::container<std::vector<std::string>>(count, rc::gen::elementOf(from));
    };
    const auto names = some({"a", "b", "ab"});
    const auto parts = some({"a", "b", "*", "?", "**", "**", "a*", "[b]"});
    const std::string path = joined(*rc::gen::arbitrary<bool>(), names);
    const std::string pattern = joined(*rc::gen::arbitrary<bool>(), parts);
    const bool wanted = fits(names_of(pattern), names_of(path));
    RC_CLASSIFY(wanted, "matched");
    RC_LOG() << pattern << " on " << path << '\n';
    RC_ASSERT(matches(pattern, path) == wanted);
  });
  CHECK(holds);
}

}  // namespace
}  // namespace digue::backup
