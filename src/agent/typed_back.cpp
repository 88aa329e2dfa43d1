#include "agent/typed_back.h"

#include "crypto/hash.h"
#include "crypto/random.h"
#include "paper/spoken_key.h"

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

std::vector<AskedLetter> choose_letters() {
  std::vector<AskedLetter> asked;
  for (std::size_t line = 1; line <= paper::key_line_count; ++line)
    asked.push_back({line, random_below(paper::letters_per_line) + 1});
  return asked;
}

bool are_typed_back(const crypto::Secret& password, const std::vector<AskedLetter>& asked, std::string_view typed) {
  const std::string_view letters = text_of(password.reveal());
  std::string wanted;
  for (const AskedLetter& letter : asked) {
    const bool is_in_key = letter.line >= 1 && letter.place >= 1 && letter.place <= paper::letters_per_line;
    const std::size_t at = (letter.line - 1) * paper::letters_per_line + letter.place - 1;
    if (!is_in_key || at >= letters.size()) return false;
    wanted += letters[at];
  }
  const std::string given = paper::key_letters_of(typed);
  return !wanted.empty() && crypto::equal_in_constant_time(bytes_of(wanted), bytes_of(given));
}

}  // namespace digue::agent
