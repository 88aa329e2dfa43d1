#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backup/glob.h"
#include "base/result.h"

namespace digue::backup {

/// A list of patterns for paths, in restic's language (its doc/040_backup, internal/filter): a pattern is a path whose
/// names are globs, and whose `**` stands for any number of names. It matches a path of which it is the beginning (if
/// it starts with "/") or any part, so also what lies below. A `!` before it takes back what those before it matched.
///
/// Paths are not matched whole: whoever walks a tree keeps a Place for each folder, and each entry then costs one
/// comparison of its name with each pattern. Immutable; any thread may use it.
class PatternList {
 public:
  enum class Case { matters, ignored };

  static constexpr std::size_t max_patterns = 10'000;
  static constexpr std::size_t max_pattern_bytes = 65'536;

  /// Empty patterns are ignored. `invalid_input`, with the pattern in its detail, for one that is malformed, and for
  /// more than the limits.
  static Result<PatternList> parse(const std::vector<std::string>& patterns, Case letter_case);

  bool is_empty() const { return patterns_.empty(); }

  /// A folder, as the list sees it: how far each pattern has come on the way to it.
  class Place {
    friend class PatternList;
    std::vector<std::uint64_t> words_;
    std::vector<std::string> names_;
  };

  /// Where absolute paths begin.
  Place root() const;
  /// Where relative paths begin.
  Place nowhere() const;
  Place below(const Place& folder, std::string_view name) const;

  /// Of an entry in that folder.
  bool matches(const Place& folder, std::string_view name) const;
  struct Match {
    bool itself = false;
    bool may_match_below = false;  ///< false: nothing below it can match, so the folder need not be walked
  };
  Match match(const Place& folder, std::string_view name) const;

 private:
  struct Part {
    enum class Kind { root, name, any_depth };
    Kind kind = Kind::name;
    Glob glob;
  };
  struct Pattern {
    std::vector<Part> parts;
    bool is_negated = false;
    std::size_t any_depths = 0;
    std::size_t last_named = 0;  ///< the part that decides; parts.size() if all are "**"
    std::size_t first_word = 0;  ///< of its bits in a Place: bit i is set where its first i parts lie behind

    bool is_rooted() const { return parts.front().kind == Part::Kind::root; }
  };

  static Result<Pattern> parse_one(std::string_view text);
  Place start(bool is_absolute) const;
  void arrive(const Pattern& pattern, std::size_t part, std::vector<std::uint64_t>& words) const;
  bool has(const Pattern& pattern, std::size_t part, const Place& place) const;
  bool is_alive(const Pattern& pattern, const Place& place) const;
  bool matches_one(const Pattern& pattern, const Place& folder, std::string_view name) const;
  using Names = std::vector<std::string_view>;
  static bool fits(const Pattern& pattern, std::size_t begin, std::size_t end, const Names& names, std::size_t place);
  static bool matches_from(const Pattern& pattern, const Names& names, std::size_t offset);
  static bool matches_whole(const Pattern& pattern, const Names& names);

  std::vector<Pattern> patterns_;
  std::size_t words_ = 0;
  bool keeps_names_ = false;
  bool ignores_case_ = false;
};

}  // namespace digue::backup
