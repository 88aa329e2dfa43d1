#include "paper/spoken_key.h"

#include <algorithm>
#include <array>

#include "crypto/random.h"
#include "paper/line_check.h"

namespace digue::paper {

namespace {

using Symbols = std::array<std::uint8_t, letters_per_line>;

Symbols symbols_of(std::string_view letters) {
  Symbols symbols{};
  for (std::size_t at = 0; at < symbols.size(); ++at)
    symbols[at] = static_cast<std::uint8_t>(key_alphabet.find(letters[at]));
  return symbols;
}

}  // namespace

crypto::Secret make_password() {
  const crypto::Secret random(crypto::random_bytes(key_letters / 2));
  Bytes letters;
  letters.reserve(key_letters);
  for (const std::byte byte : random.reveal()) {
    const auto value = std::to_integer<unsigned>(byte);
    letters.push_back(static_cast<std::byte>(key_alphabet[value >> 4U]));
    letters.push_back(static_cast<std::byte>(key_alphabet[value & 0xFU]));
  }
  return crypto::Secret(std::move(letters));
}

Result<std::vector<SpokenLine>> spoken_lines(const crypto::Secret& password, const CheckWords& words) {
  const std::string_view letters = text_of(password.reveal());
  if (letters.size() != key_letters || letters.find_first_not_of(key_alphabet) != std::string_view::npos)
    return failure(ErrorCode::invalid_input, "no password for paper");
  std::vector<SpokenLine> lines;
  for (std::size_t line = 0; line < key_line_count; ++line) {
    const std::string_view part = letters.substr(line * letters_per_line, letters_per_line);
    lines.push_back({std::string(part), words.word_of(line_check(symbols_of(part), line))});
  }
  return lines;
}

}  // namespace digue::paper
