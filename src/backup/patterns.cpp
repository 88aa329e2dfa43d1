#include "backup/patterns.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "backup/lower_case.h"
#include "base/path.h"
#include "base/text.h"

namespace digue::backup {

namespace {

constexpr std::size_t word_bits = 64;

}  // namespace

Result<PatternList::Pattern> PatternList::parse_one(std::string_view text) {
  Pattern pattern;
  pattern.is_negated = text.starts_with('!');
  if (pattern.is_negated) text.remove_prefix(1);
  const std::string clean = clean_path(text);
  std::string_view names = clean;
  if (names.starts_with('/')) {
    pattern.parts.push_back({Part::Kind::root, {}});
    names.remove_prefix(1);
  }
  for (const std::string_view name : split(names, '/')) {
    // "/" alone has an empty name behind it, which restic takes for "**": it stands for everything.
    const bool is_any_depth = name == "**" || name.empty();
    pattern.any_depths += is_any_depth ? 1 : 0;
    Glob glob = TRY(Glob::parse(name));
    pattern.parts.push_back({is_any_depth ? Part::Kind::any_depth : Part::Kind::name, std::move(glob)});
  }
  const auto is_named = [](const Part& part) { return part.kind != Part::Kind::any_depth; };
  const auto last = std::find_if(pattern.parts.rbegin(), pattern.parts.rend(), is_named);
  pattern.last_named =
      last == pattern.parts.rend() ? pattern.parts.size() : static_cast<std::size_t>(pattern.parts.rend() - last) - 1;
  return pattern;
}

Result<PatternList> PatternList::parse(const std::vector<std::string>& patterns, Case letter_case) {
  if (patterns.size() > max_patterns) return failure(ErrorCode::invalid_input, "too many patterns");
  PatternList list;
  list.ignores_case_ = letter_case == Case::ignored;
  for (const std::string& text : patterns) {
    if (text.empty()) continue;
    if (text.size() > max_pattern_bytes) return failure(ErrorCode::invalid_input, "a pattern is too long");
    Result<Pattern> pattern = parse_one(list.ignores_case_ ? lower_case(text) : text);
    if (!pattern) return failure(ErrorCode::invalid_input, text + ": " + pattern.error().detail);
    pattern->first_word = list.words_;
    list.words_ += pattern->parts.size() / word_bits + 1;
    list.keeps_names_ |= pattern->any_depths > 1;
    list.patterns_.push_back(*std::move(pattern));
  }
  return list;
}

/// The first `part` parts lie behind; a "**" may also stand for nothing.
void PatternList::arrive(const Pattern& pattern, std::size_t part, std::vector<std::uint64_t>& words) const {
  for (;; ++part) {
    words[pattern.first_word + part / word_bits] |= std::uint64_t{1} << (part % word_bits);
    if (part == pattern.parts.size() || pattern.parts[part].kind != Part::Kind::any_depth) return;
  }
}

bool PatternList::has(const Pattern& pattern, std::size_t part, const Place& place) const {
  return (place.words_[pattern.first_word + part / word_bits] >> (part % word_bits) & 1U) != 0;
}

bool PatternList::is_alive(const Pattern& pattern, const Place& place) const {
  const std::size_t end = pattern.first_word + pattern.parts.size() / word_bits + 1;
  for (std::size_t word = pattern.first_word; word < end; ++word) {
    if (place.words_[word] != 0) return true;
  }
  return false;
}

PatternList::Place PatternList::start(bool is_absolute) const {
  Place place;
  place.words_.resize(words_);
  if (keeps_names_ && is_absolute) place.names_.emplace_back("/");
  for (const Pattern& pattern : patterns_) {
    if (!pattern.is_rooted()) arrive(pattern, 0, place.words_);
    if (pattern.is_rooted() && is_absolute) arrive(pattern, 1, place.words_);
  }
  return place;
}

PatternList::Place PatternList::root() const { return start(true); }

PatternList::Place PatternList::nowhere() const { return start(false); }

PatternList::Place PatternList::below(const Place& folder, std::string_view name) const {
  const std::string lowered = ignores_case_ ? lower_case(name) : std::string();
  if (ignores_case_) name = lowered;
  Place place;
  place.words_.resize(words_);
  if (keeps_names_) {
    place.names_ = folder.names_;
    place.names_.emplace_back(name);
  }
  for (const Pattern& pattern : patterns_) {
    if (!pattern.is_rooted()) arrive(pattern, 0, place.words_);
    for (std::size_t word = 0; word <= pattern.parts.size() / word_bits; ++word) {
      for (std::uint64_t bits = folder.words_[pattern.first_word + word]; bits != 0; bits &= bits - 1) {
        const std::size_t part = word * word_bits + static_cast<std::size_t>(std::countr_zero(bits));
        if (part == pattern.parts.size() || pattern.parts[part].kind == Part::Kind::any_depth) {
          arrive(pattern, part, place.words_);
        } else if (pattern.parts[part].kind == Part::Kind::name && pattern.parts[part].glob.matches(name)) {
          arrive(pattern, part + 1, place.words_);
        }
      }
    }
  }
  return place;
}

/// Whether the parts from `begin` to `end`, none of them a "**", fit the names from `place` on.
bool PatternList::fits(const Pattern& pattern, std::size_t begin, std::size_t end, const Names& names,
                       std::size_t place) {
  for (std::size_t i = begin; i < end; ++i) {
    const Part& part = pattern.parts[i];
    const std::string_view name = names[place + i - begin];
    if (part.kind == Part::Kind::root ? name != "/" : !part.glob.matches(name)) return false;
  }
  return true;
}

/// restic refuses a match in which, behind a "**", fewer names of the path are left than parts of the pattern, each
/// further "**" counted as one (it tries a limited number of lengths). That depends on the whole path, so patterns with
/// more than one "**" are matched with all names at hand.
bool PatternList::matches_from(const Pattern& pattern, const Names& names, std::size_t offset) {
  const auto& parts = pattern.parts;
  std::size_t at = offset;
  std::size_t part = 0;
  while (part < parts.size()) {
    const bool is_free = parts[part].kind == Part::Kind::any_depth;
    const std::size_t begin = is_free ? part + 1 : part;
    std::size_t end = begin;
    while (end < parts.size() && parts[end].kind != Part::Kind::any_depth) ++end;
    // The first place where all names up to the next "**" fit: what follows then has the most room.
    while (at + (end - begin) <= names.size() && !fits(pattern, begin, end, names, at)) {
      if (!is_free) return false;
      ++at;
    }
    if (at + (end - begin) > names.size()) return false;
    if (is_free && names.size() - at + offset < parts.size() - begin) return false;
    at += end - begin;
    part = end;
  }
  return true;
}

bool PatternList::matches_whole(const Pattern& pattern, const Names& names) {
  if (pattern.is_rooted()) return matches_from(pattern, names, 0);
  for (std::size_t offset = names.front() == "/" ? 1 : 0; offset < names.size(); ++offset) {
    if (matches_from(pattern, names, offset)) return true;
  }
  return false;
}

bool PatternList::matches_one(const Pattern& pattern, const Place& folder, std::string_view name) const {
  if (pattern.any_depths > 1) {
    Names names(folder.names_.begin(), folder.names_.end());
    names.push_back(name);
    return matches_whole(pattern, names);
  }
  if (has(pattern, pattern.parts.size(), folder)) return true;
  const std::size_t last = pattern.last_named;
  return last < pattern.parts.size() && pattern.parts[last].kind == Part::Kind::name && has(pattern, last, folder) &&
         pattern.parts[last].glob.matches(name);
}

bool PatternList::matches(const Place& folder, std::string_view name) const {
  const std::string lowered = ignores_case_ ? lower_case(name) : std::string();
  if (ignores_case_) name = lowered;
  bool is_matched = false;
  for (const Pattern& pattern : patterns_) {
    // One that cannot change the answer is not asked.
    if (is_matched == pattern.is_negated && matches_one(pattern, folder, name)) is_matched = !pattern.is_negated;
  }
  return is_matched;
}

PatternList::Match PatternList::match(const Place& folder, std::string_view name) const {
  const Place place = below(folder, name);
  const std::string lowered = ignores_case_ ? lower_case(name) : std::string();
  if (ignores_case_) name = lowered;
  Match match;
  for (const Pattern& pattern : patterns_) {
    const bool is_matched = matches_one(pattern, folder, name);
    if (pattern.is_negated) {
      match.itself = match.itself && !is_matched;
      match.may_match_below = match.may_match_below && !is_matched;
    } else {
      match.itself = match.itself || is_matched;
      match.may_match_below = match.may_match_below || !pattern.is_rooted() || is_alive(pattern, place);
    }
  }
  return match;
}

}  // namespace digue::backup
