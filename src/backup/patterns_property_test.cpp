#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "backup/patterns_test.h"
#include "base/text.h"

namespace digue::backup {
namespace {

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
