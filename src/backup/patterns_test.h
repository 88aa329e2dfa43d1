#pragma once

#include <doctest/doctest.h>

#include "backup/patterns.h"

namespace digue::backup {

inline PatternList list_of(const std::vector<std::string>& patterns,
                           PatternList::Case letter_case = PatternList::Case::matters) {
  return PatternList::parse(patterns, letter_case).value();
}

/// A whole path at once, folder by folder as the archiver walks.
inline PatternList::Match match(const PatternList& list, std::string_view path) {
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

inline bool matches(const std::string& pattern, std::string_view path) {
  return match(list_of({pattern}), path).itself;
}

}  // namespace digue::backup
