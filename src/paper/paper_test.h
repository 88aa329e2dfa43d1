#pragma once

#include <string>
#include <vector>

#include "paper/check_words.h"
#include "paper/document.h"

namespace digue::paper {

/// 256 invented words of six letters; the product's own are in content/.
inline CheckWords make_invented_words() {
  constexpr std::string_view consonants = "bcdfghjklmnprstv";
  constexpr std::string_view vowels = "aeiou";
  std::vector<std::string> words;
  for (std::size_t value = 0; value < 256; ++value) {
    const char high = consonants[value / 16];
    const char low = consonants[value % 16];
    const char vowel = vowels[(value / 16 + value) % vowels.size()];
    words.push_back({high, vowel, low, vowel, high, low});
  }
  return CheckWords::make(words).value();
}

/// The same, made once: comparing them all takes a while.
inline const CheckWords& invented_words() {
  static const CheckWords words = make_invented_words();
  return words;
}

inline Document small_document() {
  Document document{
      "fr", "Titre", "Cabinet fictif", {}, {}, "24 novembre 2026", "Pied de page", "Page {page} / {pages}"};
  document.sections.push_back({"Partie", {Paragraph{"Un paragraphe."}}, false});
  return document;
}

}  // namespace digue::paper
