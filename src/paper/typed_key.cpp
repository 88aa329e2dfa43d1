#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"
#include "paper/line_check.h"
#include "paper/spoken_key.h"

namespace digue::paper {

namespace {

using Kind = LineFault::Kind;

/// Stands for a character that is in no key and in no word.
constexpr char unknown = '?';

constexpr bool is_small_letter(char32_t c) { return c >= U'a' && c <= U'z'; }

/// Letters small and without accents, digits as they are, a space for what separates.
char plain(char32_t c) {
  if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  if (is_small_letter(c) || (c >= U'0' && c <= U'9')) return static_cast<char>(c);
  constexpr std::u32string_view accented = U"éèêëÉÈÊËçÇàâäÀÂÄîïÎÏôöÔÖùûüÙÛÜ";
  constexpr std::string_view bare = "eeeeeeeeccaaaaaaiiiioooouuuuuu";
  static_assert(accented.size() == bare.size());
  if (const std::size_t at = accented.find(c); at != std::u32string_view::npos) return bare[at];
  constexpr std::u32string_view separators = U" \t\r\n-_.,;:/|'()\u00A0\u2010\u2011\u2013\u2014\u202F";
  return separators.find(c) != std::u32string_view::npos ? ' ' : unknown;
}

std::vector<std::string> words_in(std::string_view line) {
  std::vector<std::string> words;
  bool is_inside = false;
  while (!line.empty()) {
    const DecodedCharacter next = decode_character(line);
    line.remove_prefix(next.bytes);
    const char c = next.is_valid ? plain(next.value) : unknown;
    if (c != ' ' && !is_inside) words.emplace_back();
    if (c != ' ') words.back() += c;
    is_inside = c != ' ';
  }
  return words;
}

/// What a hand or an eye may take for a letter of the key.
char as_key_letter(char c) {
  switch (c) {
    case '5': return 's';
    case '6':
    case '8': return 'b';
    case '9': return 'g';
    case 'v': return 'u';
    default: return c;
  }
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

struct TypedLine {
  std::string letters;
  std::string word;
};

void drop_line_number(std::vector<std::string>& typed, std::size_t line) {
  if (!typed.empty() && typed.front() == std::to_string(line + 1)) typed.erase(typed.begin());
}

TypedLine split_line(std::vector<std::string> typed, const CheckWords& words) {
  if (typed.empty()) return {};
  const std::string all = joined(typed);
  if (typed.size() == 1) return {all.substr(0, letters_per_line), all.substr(std::min(all.size(), letters_per_line))};
  if (all.size() == letters_per_line && !words.value_of(typed.back())) return {all, ""};
  TypedLine line;
  line.word = typed.back();
  typed.pop_back();
  line.letters = joined(typed);
  return line;
}

/// The first thing that is wrong with it. `letters` become those of the key.
std::optional<Kind> fault_in(TypedLine& typed, std::size_t line, const CheckWords& words) {
  std::ranges::transform(typed.letters, typed.letters.begin(), as_key_letter);
  if (typed.letters.find_first_not_of(key_alphabet) != std::string::npos) return Kind::unknown_letter;
  if (typed.letters.size() < letters_per_line) return Kind::too_few_letters;
  if (typed.letters.size() > letters_per_line) return Kind::too_many_letters;
  if (typed.word.empty()) return Kind::no_word;
  const auto said = words.value_of(typed.word);
  if (!said) return Kind::unknown_word;
  std::array<std::uint8_t, letters_per_line> symbols{};
  std::ranges::transform(typed.letters, symbols.begin(),
                         [](char c) { return static_cast<std::uint8_t>(key_alphabet.find(c)); });
  if (line_check(symbols, line) != *said) return Kind::mismatch;
  return {};
}

/// Six lines typed as one: each ends behind the word that follows its letters.
std::vector<std::vector<std::string>> cut_into_lines(const std::vector<std::string>& typed, const CheckWords& words) {
  std::vector<std::vector<std::string>> lines;
  for (auto next = typed.begin(); next != typed.end();) {
    std::vector<std::string>& line = lines.emplace_back();
    if (*next == std::to_string(lines.size())) ++next;
    std::size_t letters = 0;
    while (next != typed.end() && letters < letters_per_line) {
      letters += next->size();
      line.push_back(*next++);
    }
    const bool has_word = letters > letters_per_line && (line.size() == 1 || words.value_of(line.back()));
    if (next != typed.end() && !has_word) line.push_back(*next++);
  }
  return lines;
}

std::vector<std::vector<std::string>> typed_lines(std::string_view typed, const CheckWords& words) {
  std::vector<std::vector<std::string>> lines;
  for (const std::string_view text : lines_of(typed)) {
    if (std::vector<std::string> line = words_in(text); !line.empty()) lines.push_back(std::move(line));
  }
  if (lines.size() == 1) return cut_into_lines(lines.front(), words);
  return lines;
}

}  // namespace

std::string key_letters_of(std::string_view typed) {
  std::string letters = joined(words_in(typed.substr(0, max_typed_key_bytes)));
  std::ranges::transform(letters, letters.begin(), as_key_letter);
  std::ranges::replace_if(letters, [](char c) { return key_alphabet.find(c) == std::string_view::npos; }, unknown);
  return letters;
}

std::expected<crypto::Secret, std::vector<LineFault>> read_typed_key(std::string_view typed, const CheckWords& words) {
  if (typed.size() > max_typed_key_bytes) return std::unexpected(std::vector{LineFault{0, Kind::line_count}});
  std::vector<std::vector<std::string>> lines = typed_lines(typed, words);
  if (lines.size() != key_line_count) return std::unexpected(std::vector{LineFault{0, Kind::line_count}});
  std::vector<LineFault> faults;
  Bytes password;
  password.reserve(key_letters);
  for (std::size_t line = 0; line < lines.size(); ++line) {
    drop_line_number(lines[line], line);
    TypedLine parts = split_line(std::move(lines[line]), words);
    if (const auto kind = fault_in(parts, line, words)) faults.push_back({line + 1, *kind});
    for (const char letter : parts.letters) password.push_back(static_cast<std::byte>(letter));
  }
  crypto::Secret secret(std::move(password));
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return secret;
}

std::expected<crypto::Secret, LineFault> read_typed_line(std::string_view typed, std::size_t line,
                                                         const CheckWords& words) {
  if (typed.size() > max_typed_key_bytes) return std::unexpected(LineFault{line, Kind::too_many_letters});
  std::vector<std::string> parts = words_in(typed);
  drop_line_number(parts, line - 1);
  TypedLine split = split_line(std::move(parts), words);
  if (const auto kind = fault_in(split, line - 1, words)) return std::unexpected(LineFault{line, *kind});
  const ByteView letters = bytes_of(split.letters);
  return crypto::Secret(Bytes(letters.begin(), letters.end()));
}

}  // namespace digue::paper
