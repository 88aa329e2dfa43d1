#include "agent/typed_password.h"

#include <doctest/doctest.h>

#include "agent/check_words.h"
#include "texts/content.h"

namespace digue::agent {
namespace {

constexpr std::string_view key = "bcdefghjknprstuxbcdefghjknprstuxbcde";
constexpr std::string_view on_paper =
    "1 bcd efg baignoire 2 hjk npr antenne 3 stu xbc crevette 4 def ghj brosse 5 knp rst fourmi 6 uxb cde danseur";

std::vector<std::string> meant_by(std::string_view typed) {
  const paper::CheckWords words = load_check_words(texts::embedded_content().value()).value();
  std::vector<std::string> meant;
  for (const crypto::Secret& one : understand_password(typed, words).meant) meant.emplace_back(text_of(one.reveal()));
  return meant;
}

std::vector<paper::LineFault> faults_of(std::string_view typed) {
  const paper::CheckWords words = load_check_words(texts::embedded_content().value()).value();
  return understand_password(typed, words).faults;
}

using Texts = std::vector<std::string>;

TEST_CASE("a password is first what was typed, to the end of its line") {
  CHECK(meant_by("un mot de passe fictif") == Texts{"un mot de passe fictif"});
  CHECK(meant_by("un mot\r\nautre chose\n") == Texts{"un mot"});
  CHECK(meant_by("") == Texts{""});
  CHECK(meant_by(key) == Texts{std::string(key)});
}

TEST_CASE("a key with its check words is understood, in one line or in six") {
  CHECK(meant_by(on_paper).back() == key);
  CHECK(meant_by("BCD-EFG baignoire\nhjknpr antenne\nstu xbc crev\ndef ghj brosse\nknp rst fourmi\nuxb cde danseur\n")
            .back() == key);
}

TEST_CASE("letters alone are understood with capitals, spaces, dashes and look-alikes") {
  CHECK(meant_by("bcd efg hjk npr stu xbc def ghj knp rst uxb cde").back() == key);
  CHECK(meant_by("BCDEFG-HJKNPR-5TUXBC-DEFGHJ-KNPRST-VXBCDE").back() == key);
}

TEST_CASE("a line that was copied wrongly is named") {
  std::string wrong(on_paper);
  wrong[wrong.find("npr")] = 'x';
  REQUIRE(faults_of(wrong).size() == 1);
  CHECK(faults_of(wrong)[0] == paper::LineFault{2, paper::LineFault::Kind::mismatch});
  CHECK(faults_of("un mot de passe fictif").empty());
  CHECK(faults_of("un deux trois quatre cinq six sept huit neuf dix onze douze").empty());
}

}  // namespace
}  // namespace digue::agent
