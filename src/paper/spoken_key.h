#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"
#include "paper/check_words.h"

/// The password of a repository on paper (docs/formats/paper-key.md): lines of letters that are read aloud and typed on
/// any keyboard, each with a word that tells whether it was copied well.
namespace digue::paper {

/// Letters that lie at the same place on French, German and English keyboards and need no Shift: a blank PC may believe
/// that it has another one. None looks like a digit or like another of them. The place of a letter is its value, 0
/// to 15.
inline constexpr std::string_view key_alphabet = "bcdefghjknprstux";
inline constexpr std::size_t key_line_count = 6;
inline constexpr std::size_t letters_per_line = 6;
inline constexpr std::size_t letters_per_group = 3;
inline constexpr std::size_t key_letters = key_line_count * letters_per_line;

/// 36 letters that nobody can guess: 144 bits. They are the password, as they stand.
crypto::Secret make_password();

struct SpokenLine {
  std::string letters;
  std::string check_word;
};

/// The lines to print. `invalid_input` for a password that make_password() cannot have made.
Result<std::vector<SpokenLine>> spoken_lines(const crypto::Secret& password, const CheckWords& words);

/// What is wrong with one line that was typed back.
struct LineFault {
  enum class Kind {
    too_few_letters,
    too_many_letters,
    unknown_letter,  ///< one that is in no key
    no_word,
    unknown_word,
    mismatch,    ///< letters and word do not belong together
    line_count,  ///< there are more or fewer lines; `line` is 0
  };

  std::size_t line;  ///< from 1
  Kind kind;

  bool operator==(const LineFault&) const = default;
};

inline constexpr std::size_t max_typed_key_bytes = 4'096;

/// The password that somebody typed back from its six lines, with their words; or every line that is wrong. Upper case,
/// accents, spaces, dashes, line numbers and digits that look like letters are understood. One or two wrong letters in
/// a line, letters that changed places and lines that did are always found; of other mistakes in a line, all but one in
/// 256.
std::expected<crypto::Secret, std::vector<LineFault>> read_typed_key(std::string_view typed, const CheckWords& words);

/// The letters of one line that somebody typed back with its word; `line` is from 1. Understood and found as above.
std::expected<crypto::Secret, LineFault> read_typed_line(std::string_view typed, std::size_t line,
                                                         const CheckWords& words);

/// The letters of the key that somebody typed, without what stands between them; "?" for each that is none.
std::string key_letters_of(std::string_view typed);

}  // namespace digue::paper
