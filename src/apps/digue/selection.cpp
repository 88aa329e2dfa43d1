#include "apps/digue/selection.h"

#include <memory>

#include "apps/digue/exclude_words.h"
#include "backup/patterns.h"
#include "base/text.h"

namespace digue::apps {

namespace {

using backup::PatternList;

struct Lists {
  PatternList excludes;
  PatternList caseless_excludes;
  PatternList includes;
  PatternList caseless_includes;

  bool has_includes() const { return !includes.is_empty() || !caseless_includes.is_empty(); }
};

PatternList::Match match(const PatternList& list, std::string_view path) {
  PatternList::Place place = list.root();
  const std::size_t last = path.rfind('/');
  for (const std::string_view name : split(path.substr(0, last), '/')) {
    if (!name.empty()) place = list.below(place, name);
  }
  return list.match(place, path.substr(last + 1));
}

bool is_wanted(const Lists& lists, const std::string& path, bool is_folder) {
  if (match(lists.excludes, path).itself || match(lists.caseless_excludes, path).itself) return false;
  if (!lists.has_includes()) return true;
  for (const PatternList* list : {&lists.includes, &lists.caseless_includes}) {
    const PatternList::Match found = match(*list, path);
    if (found.itself || (is_folder && found.may_match_below)) return true;
  }
  return false;
}

}  // namespace

Result<std::function<bool(const std::string&, bool)>> selection_of(const Context& context) {
  using enum PatternList::Case;
  const RepositoryWords& words = context.invocation.repository;
  const auto list = [&](const std::vector<std::string>& typed, const std::vector<std::string>& files,
                        PatternList::Case letter_case) -> Result<PatternList> {
    std::vector<std::string> patterns = typed;
    TRY(add_pattern_files(context, files, patterns));
    return PatternList::parse(patterns, letter_case);
  };
  const auto lists = std::make_shared<Lists>();
  lists->excludes = TRY(list(words.excludes, words.exclude_files, matters));
  lists->caseless_excludes = TRY(list(words.insensitive_excludes, words.insensitive_exclude_files, ignored));
  lists->includes = TRY(list(words.includes, words.include_files, matters));
  lists->caseless_includes = TRY(list(words.insensitive_includes, words.insensitive_include_files, ignored));
  return [lists](const std::string& path, bool is_folder) { return is_wanted(*lists, path, is_folder); };
}

}  // namespace digue::apps
