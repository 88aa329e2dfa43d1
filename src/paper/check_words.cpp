#include "paper/check_words.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace digue::paper {

namespace {

constexpr std::size_t word_count = 256;
constexpr std::size_t telling_letters = 4;
constexpr std::size_t longest_word = 12;

/// Levenshtein's distance.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t changed = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, changed});
    }
  }
  return row.back();
}

bool is_fit(std::string_view word) {
  return word.size() >= telling_letters && word.size() <= longest_word &&
         std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

Result<CheckWords> CheckWords::make(std::vector<std::string> words) {
  if (words.size() != word_count) return failure(ErrorCode::invalid_input, "no 256 check words");
  std::set<std::string_view> beginnings;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (!is_fit(word) || !beginnings.insert(word.substr(0, telling_letters)).second)
      return failure(ErrorCode::invalid_input, "check word " + words[at]);
    for (std::size_t before = 0; before < at; ++before) {
      if (distance(words[before], word) < 2)
        return failure(ErrorCode::invalid_input, "check words " + words[before] + " and " + words[at]);
    }
  }
  return CheckWords(std::move(words));
}

std::optional<std::uint8_t> CheckWords::value_of(std::string_view typed) const {
  if (typed.size() < telling_letters) return {};
  const auto found = std::ranges::find_if(words_, [&](const std::string& word) { return word.starts_with(typed); });
  if (found == words_.end()) return {};
  return static_cast<std::uint8_t>(found - words_.begin());
}

}  // namespace digue::paper
