#include "texts/texts.h"

#include <doctest/doctest.h>

#include "texts/content.h"
#include "texts/when.h"

namespace digue::texts {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;

Texts french() { return {embedded_content().value(), Language::french}; }
Texts english() { return {embedded_content().value(), Language::english}; }

TEST_CASE("English is spoken only to those who ask for it") {
  CHECK(language_from("en_GB.UTF-8") == Language::english);
  CHECK(language_from("EN") == Language::english);
  for (const char* other : {"", "C", "POSIX", "fr_FR.UTF-8", "de_DE", "e"})
    CHECK(language_from(other) == Language::french);
}

TEST_CASE("French counts zero and one alike, English does not") {
  CHECK(french().say_count("when.days", 0) == "il y a 0 jour");
  CHECK(french().say_count("when.days", 1) == "il y a 1 jour");
  CHECK(french().say_count("when.days", 2) == "il y a 2 jours");
  CHECK(english().say_count("when.days", 0) == "0 days ago");
}

TEST_CASE("French punctuation does not leave its word") {
  CHECK(french().say("status.next") == "À faire maintenant\u00A0:");
}

TEST_CASE("an instant is said in the practice's own time") {
  const Instant now = parse_rfc3339("2026-11-24T23:30:00Z").value();
  const auto said = [&](const char* instant) {
    return say_instant(french(), parse_rfc3339(instant).value(), now, minutes(60));
  };
  CHECK(said("2026-11-24T23:02:00Z") == "aujourd'hui à 0 h 02");
  CHECK(said("2026-11-24T07:02:00Z") == "hier à 8 h 02");
  CHECK(said("2026-03-03T07:02:00Z") == "le 3 mars 2026 à 8 h 02");
}

TEST_CASE("an age is said in the largest unit that tells something") {
  CHECK(say_age(french(), -hours(1)) == "à l'instant");
  CHECK(say_age(french(), seconds(59)) == "à l'instant");
  CHECK(say_age(french(), minutes(12)) == "il y a 12 min");
  CHECK(say_age(french(), hours(26)) == "il y a 26 h");
  CHECK(say_age(french(), hours(9 * 24)) == "il y a 9 jours");
}

TEST_CASE("the sentences that people read carry no technical word") {
  const json::Value content = embedded_content().value();
  const json::Object sentences = content.find("texts")->object("fr").value();
  REQUIRE(sentences.size() > 100);
  for (const auto& [key, value] : sentences) {
    if (key.starts_with("help") || key.starts_with("usage.") || key.starts_with("sql."))
      continue;                                                                        // for the IT provider
    if (key.starts_with("sheet.sources.") || key.starts_with("data.kind.")) continue;  // the names of programs
    for (const char* word : {"repository", "snapshot", "hash", "probe", "endpoint", "SQL", "JSON", "NULL", "AES"}) {
      CAPTURE(key);
      CHECK(value.as_text()->find(word) == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace digue::texts
