#include "agent/typed_back.h"

#include <algorithm>
#include <numeric>

#include "crypto/hash.h"
#include "crypto/random.h"

namespace digue::agent {

namespace {

/// A number below `end`, each as likely as the others.
std::size_t random_below(std::size_t end) {
  const std::size_t fair = 256 / end * end;
  while (true) {
    const auto value = std::to_integer<std::size_t>(crypto::random_bytes(1).front());
    if (value < fair) return value % end;
  }
}

}  // namespace

std::vector<std::size_t> choose_lines() {
  std::vector<std::size_t> lines(paper::key_line_count);
  std::iota(lines.begin(), lines.end(), 1);
  while (lines.size() > lines_typed_back)
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(random_below(lines.size())));
  return lines;
}

std::expected<TypedBack, paper::LineFault> check_typed_line(const crypto::Secret& password, std::size_t line,
                                                            std::string_view typed, const paper::CheckWords& words) {
  const auto letters = paper::read_typed_line(typed, line, words);
  if (!letters) return std::unexpected(letters.error());
  const ByteView all = password.reveal();
  const std::size_t begin = (line - 1) * paper::letters_per_line;
  if (all.size() < begin + paper::letters_per_line) return TypedBack::of_another_key;
  const bool is_right = crypto::equal_in_constant_time(letters->reveal(), all.subspan(begin, paper::letters_per_line));
  return is_right ? TypedBack::right : TypedBack::of_another_key;
}

}  // namespace digue::agent
