#include "agent/typed_back.h"

#include <doctest/doctest.h>

#include <set>

#include "paper/spoken_key.h"

namespace digue::agent {
namespace {

crypto::Secret secret(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

const std::vector<AskedLetter> asked = {{1, 1}, {2, 6}, {3, 3}, {4, 1}, {5, 2}, {6, 6}};

TEST_CASE("one letter of each line is asked for, not always the same") {
  std::set<std::size_t> places;
  for (int times = 0; times < 50; ++times) {
    const std::vector<AskedLetter> chosen = choose_letters();
    REQUIRE(chosen.size() == 6);
    for (std::size_t at = 0; at < chosen.size(); ++at) {
      CHECK(chosen[at].line == at + 1);
      CHECK(chosen[at].place >= 1);
      CHECK(chosen[at].place <= 6);
      places.insert(chosen[at].place);
    }
  }
  CHECK(places.size() == 6);
}

TEST_CASE("the letters that were asked for are recognised, however they are typed") {
  const crypto::Secret password = secret("bcdefghjknprstuxbcdefghjknprstuxbcde");
  CHECK(are_typed_back(password, asked, "brudne"));
  CHECK(are_typed_back(password, asked, " B-R U dNé\n"));
}

TEST_CASE("a wrong letter, one too few or one too many is not") {
  const crypto::Secret password = secret("bcdefghjknprstuxbcdefghjknprstuxbcde");
  for (const char* typed : {"", "bruden", "brudn", "brudnee", "brudnx", "??????", "rbudne"})
    CHECK_FALSE(are_typed_back(password, asked, typed));
}

TEST_CASE("nothing asked proves nothing, nor does a letter that no key has") {
  const crypto::Secret password = secret("bcdefghjknprstuxbcdefghjknprstuxbcde");
  CHECK_FALSE(are_typed_back(password, {}, ""));
  CHECK_FALSE(are_typed_back(password, {{7, 1}}, "b"));
  CHECK_FALSE(are_typed_back(password, {{0, 1}}, "b"));
  CHECK_FALSE(are_typed_back(password, {{1, 7}}, "h"));
}

TEST_CASE("what is asked of a fresh key is answered from its printed lines") {
  const crypto::Secret password = paper::make_password();
  const std::vector<AskedLetter> chosen = choose_letters();
  std::string answer;
  for (const AskedLetter& letter : chosen)
    answer += text_of(password.reveal())[(letter.line - 1) * paper::letters_per_line + letter.place - 1];
  CHECK(are_typed_back(password, chosen, answer));
}

}  // namespace
}  // namespace digue::agent
