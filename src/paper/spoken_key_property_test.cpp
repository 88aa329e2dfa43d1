#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <set>

#include "paper/line_check.h"
#include "paper/paper_test.h"
#include "paper/spoken_key.h"

namespace digue::paper {
namespace {

using Symbols = std::array<std::uint8_t, letters_per_line>;

struct Typed {
  std::string password;
  std::vector<std::string> letters;
  std::vector<std::string> words;

  std::string text() const {
    std::string all;
    for (std::size_t line = 0; line < letters.size(); ++line) all += letters[line] + " " + words[line] + "\n";
    return all;
  }
};

Typed any_typed_key() {
  const crypto::Secret password = make_password();
  Typed typed{std::string(text_of(password.reveal())), {}, {}};
  const std::vector<SpokenLine> lines = spoken_lines(password, invented_words()).value();
  for (const SpokenLine& line : lines) {
    typed.letters.push_back(line.letters);
    typed.words.push_back(line.check_word);
  }
  return typed;
}

/// The lines that are refused; none if the key is accepted.
std::set<std::size_t> refused_lines(const std::string& text) {
  std::set<std::size_t> lines;
  const auto key = read_typed_key(text, invented_words());
  if (key) return lines;
  for (const LineFault& fault : key.error()) lines.insert(fault.line);
  return lines;
}

TEST_CASE("any one or two wrong letters of a line are found in that line") {
  CHECK(rc::check([] {
    Typed typed = any_typed_key();
    const auto line = *rc::gen::inRange<std::size_t>(0, key_line_count);
    const std::string before = typed.letters[line];
    for (int times = 0; times < 2; ++times)
      typed.letters[line][*rc::gen::inRange<std::size_t>(0, letters_per_line)] =
          *rc::gen::elementOf(std::string(key_alphabet));
    RC_PRE(typed.letters[line] != before);
    RC_ASSERT(refused_lines(typed.text()) == std::set{line + 1});
  }));
}

TEST_CASE("two letters that changed places are found, wherever they stand") {
  CHECK(rc::check([] {
    Typed typed = any_typed_key();
    const auto one = *rc::gen::inRange<std::size_t>(0, key_letters);
    const auto other = *rc::gen::inRange<std::size_t>(0, key_letters);
    char& left = typed.letters[one / letters_per_line][one % letters_per_line];
    char& right = typed.letters[other / letters_per_line][other % letters_per_line];
    RC_PRE(left != right);
    std::swap(left, right);
    RC_ASSERT(refused_lines(typed.text()) == (std::set{one / letters_per_line + 1, other / letters_per_line + 1}));
  }));
}

TEST_CASE("one character changed, doubled or left out anywhere never gives another password") {
  CHECK(rc::check([] {
    const Typed typed = any_typed_key();
    std::string text = typed.text();
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    switch (*rc::gen::inRange(0, 4)) {
      case 0: text[at] = *rc::gen::arbitrary<char>(); break;
      case 1: text.insert(at, 1, text[at]); break;
      case 2: text.erase(at, 1); break;
      default: text.insert(at, 1, *rc::gen::arbitrary<char>());
    }
    const auto key = read_typed_key(text, invented_words());
    if (key) RC_ASSERT(text_of(key->reveal()) == typed.password);
  }));
}

TEST_CASE("two neighbouring characters that changed places anywhere never give another password") {
  CHECK(rc::check([] {
    const Typed typed = any_typed_key();
    std::string text = typed.text();
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() - 1);
    std::swap(text[at], text[at + 1]);
    const auto key = read_typed_key(text, invented_words());
    if (key) RC_ASSERT(text_of(key->reveal()) == typed.password);
  }));
}

TEST_CASE("of all other letters in a line, one line in 256 has the same check") {
  // The code is linear: what holds beside the zero line holds beside every one. The last letter is left as it is, to
  // try a million lines and not sixteen.
  std::size_t same = 0;
  std::size_t least_changed = letters_per_line;
  const std::uint8_t wanted = line_check(Symbols{}, 3);
  for (unsigned value = 1; value < (1U << 20U); ++value) {
    Symbols symbols;
    for (std::size_t at = 0; at < symbols.size(); ++at)
      symbols[at] = static_cast<std::uint8_t>((value >> (4 * at)) & 0xFU);
    if (line_check(symbols, 3) != wanted) continue;
    ++same;
    const auto unchanged = static_cast<std::size_t>(std::ranges::count(symbols, 0));
    least_changed = std::min(least_changed, letters_per_line - unchanged);
  }
  CHECK(same == (1U << 12U) - 1);
  CHECK(least_changed == 3);
}

TEST_CASE("whatever is typed, a key that is accepted has 36 letters of the alphabet") {
  CHECK(rc::check([](const std::string& typed) {
    const auto key = read_typed_key(typed, invented_words());
    if (key) RC_ASSERT(key->reveal().size() == key_letters);
  }));
}

}  // namespace
}  // namespace digue::paper
