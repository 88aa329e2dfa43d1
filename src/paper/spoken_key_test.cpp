#include "paper/spoken_key.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.h"
#include "paper/paper_test.h"

namespace digue::paper {
namespace {

using Kind = LineFault::Kind;

crypto::Secret secret(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

constexpr std::string_view password = "bcdefghjknprstuxbcdefghjknprstuxbcde";

/// As it is printed, with the number of each line.
std::string printed(std::string_view before = "", std::string_view between = " ") {
  std::string text;
  const std::vector<SpokenLine> lines = spoken_lines(secret(password), invented_words()).value();
  for (const SpokenLine& line : lines) {
    text += before;
    text += line.letters.substr(0, 3) + std::string(between) + line.letters.substr(3) + " " + line.check_word + "\n";
  }
  return text;
}

std::string read(const std::string& typed) {
  const auto key = read_typed_key(typed, invented_words());
  return key ? std::string(text_of(key->reveal())) : "refused";
}

std::vector<LineFault> faults(const std::string& typed) {
  const auto key = read_typed_key(typed, invented_words());
  return key ? std::vector<LineFault>{} : key.error();
}

TEST_CASE("a password for paper is 36 letters of the key's alphabet, and another one each time") {
  const crypto::Secret first = make_password();
  CHECK(first.reveal().size() == 36);
  CHECK(text_of(first.reveal()).find_first_not_of(key_alphabet) == std::string_view::npos);
  CHECK(text_of(first.reveal()) != text_of(make_password().reveal()));
}

TEST_CASE("the letters of the key lie at the same place on French, German and English keyboards") {
  CHECK(key_alphabet.size() == 16);
  CHECK(key_alphabet.find_first_of("aqwzmyoilv") == std::string_view::npos);
}

TEST_CASE("what was printed is read back as it stands") {
  CHECK(read(printed()) == password);
  CHECK(read(printed("", "-")) == password);
  CHECK(read(printed("", "")) == password);
}

TEST_CASE("upper case, line numbers and one long line are understood") {
  std::string upper = printed();
  std::ranges::transform(upper, upper.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
  CHECK(read(upper) == password);
  std::string numbered;
  std::size_t number = 0;
  const std::string plain = printed();
  for (const std::string_view line : lines_of(plain))
    numbered += std::to_string(++number) + ". " + std::string(line) + "\r\n";
  CHECK(read(numbered) == password);
  CHECK(read(replace_all(printed(), "\n", " ")) == password);
  CHECK(read(replace_all(numbered, "\r\n", " ")) == password);
}

TEST_CASE("digits and accents that look like letters are read as these") {
  CHECK(read(replace_all(printed(), "bcd", "6ç d")) == password);
  CHECK(read(replace_all(printed(), "rst", "r5t")) == password);
  CHECK(read(replace_all(printed(), "efg", "éf9")) == password);
}

TEST_CASE("a wrong letter is found in its line") {
  std::string typed = printed();
  typed[0] = 'x';
  CHECK(faults(typed) == std::vector<LineFault>{{1, Kind::mismatch}});
}

TEST_CASE("each thing that is wrong with a line is said as such") {
  const std::string typed = printed();
  const std::string rest = typed.substr(typed.find('\n'));
  CHECK(faults("bcd ef bababb" + rest).front() == LineFault{1, Kind::too_few_letters});
  CHECK(faults("bcd efgh bababb" + rest).front() == LineFault{1, Kind::too_many_letters});
  CHECK(faults("bcd eag bababb" + rest).front() == LineFault{1, Kind::unknown_letter});
  CHECK(faults("bcd efg" + rest).front() == LineFault{1, Kind::no_word});
  CHECK(faults("bcd efg ornithorynque" + rest).front() == LineFault{1, Kind::unknown_word});
  CHECK(faults(rest) == std::vector<LineFault>{{0, Kind::line_count}});
  CHECK(faults(typed + "bcd efg bababb\n") == std::vector<LineFault>{{0, Kind::line_count}});
  CHECK(faults("") == std::vector<LineFault>{{0, Kind::line_count}});
}

TEST_CASE("lines that changed places are both found") {
  const std::string text = printed();
  std::vector<std::string_view> lines = lines_of(text);
  std::swap(lines[1], lines[4]);
  std::string typed;
  for (const std::string_view line : lines) typed += std::string(line) + "\n";
  CHECK(faults(typed) == std::vector<LineFault>{{2, Kind::mismatch}, {5, Kind::mismatch}});
}

TEST_CASE("a password that was not made for paper is not printed") {
  CHECK_FALSE(spoken_lines(secret("mot de passe fictif"), invented_words()));
  CHECK_FALSE(spoken_lines(secret("acdefghjknprstuxbcdefghjknprstuxbcde"), invented_words()));
}

TEST_CASE("check words that could be confused are refused") {
  std::vector<std::string> words;
  for (unsigned value = 0; value < 256; ++value)
    words.push_back(invented_words().word_of(static_cast<std::uint8_t>(value)));
  CHECK(CheckWords::make(words));
  std::vector<std::string> near = words;
  near[7] = words[8].substr(0, 4);
  CHECK_FALSE(CheckWords::make(near));
  near[7] = "Zorro";
  CHECK_FALSE(CheckWords::make(near));
  words.pop_back();
  CHECK_FALSE(CheckWords::make(words));
}

}  // namespace
}  // namespace digue::paper
