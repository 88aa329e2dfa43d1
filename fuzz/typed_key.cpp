#include <cstdint>
#include <cstdlib>
#include <string>

#include "agent/check_words.h"
#include "agent/typed_password.h"
#include "paper/spoken_key.h"
#include "texts/content.h"

/// Any bytes as a key that somebody typed back: one that is accepted is printed as lines, and these are read as the
/// same. As one line of it, or as a password, it is read too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  if (size > 8'192) return 0;
  static const paper::CheckWords words = agent::load_check_words(texts::embedded_content().value()).value();
  const std::string_view typed(reinterpret_cast<const char*>(data), size);
  const auto key = paper::read_typed_key(typed, words);
  static_cast<void>(paper::key_letters_of(typed));
  if (agent::understand_password(typed, words).meant.empty()) std::abort();
  for (std::size_t line = 1; line <= paper::key_line_count; ++line) {
    const auto letters = paper::read_typed_line(typed, line, words);
    if (letters && letters->reveal().size() != paper::letters_per_line) std::abort();
  }
  if (!key) return key.error().empty() ? (std::abort(), 0) : 0;
  std::string printed;
  const auto lines = paper::spoken_lines(*key, words).value();
  for (const paper::SpokenLine& line : lines) printed += line.letters + " " + line.check_word + "\n";
  const auto again = paper::read_typed_key(printed, words);
  if (!again || text_of(again->reveal()) != text_of(key->reveal())) std::abort();
  return 0;
}
