#include "agent/typed_back.h"

#include <doctest/doctest.h>

#include <set>

#include "agent/check_words.h"
#include "texts/content.h"

namespace digue::agent {
namespace {

using Kind = paper::LineFault::Kind;

crypto::Secret secret(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

paper::CheckWords words() { return load_check_words(texts::embedded_content().value()).value(); }

// The lines that the format's own test has: bcd efg baignoire, hjk npr antenne, …
constexpr std::string_view key = "bcdefghjknprstuxbcdefghjknprstuxbcde";

Kind fault_of(std::size_t line, std::string_view typed) {
  const auto checked = check_typed_line(secret(key), line, typed, words());
  REQUIRE_FALSE(checked.has_value());
  CHECK(checked.error().line == line);
  return checked.error().kind;
}

TEST_CASE("two different lines are asked for, and each may be one of them") {
  std::set<std::size_t> all;
  for (int times = 0; times < 100; ++times) {
    const std::vector<std::size_t> lines = choose_lines();
    REQUIRE(lines.size() == lines_typed_back);
    CHECK(lines[0] < lines[1]);
    all.insert(lines.begin(), lines.end());
  }
  CHECK(all == std::set<std::size_t>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("a line that was copied from the sheet is recognised, however it is typed") {
  const auto check = words();
  for (const char* typed : {"hjk npr antenne", "HJK-NPR  Antenne", "2 hjknpr ante", " hjknprantenne\n"}) {
    CAPTURE(typed);
    CHECK(check_typed_line(secret(key), 2, typed, check) == TypedBack::right);
  }
}

TEST_CASE("a wrong line says what is wrong with it") {
  CHECK(fault_of(2, "hjk npx antenne") == Kind::mismatch);
  CHECK(fault_of(2, "hjk npr baignoire") == Kind::mismatch);
  CHECK(fault_of(2, "hjk np antenne") == Kind::too_few_letters);
  CHECK(fault_of(2, "hjk npr") == Kind::no_word);
  CHECK(fault_of(2, "hjk npr zzzz") == Kind::unknown_word);
  CHECK(fault_of(2, "hja npr antenne") == Kind::unknown_letter);
  CHECK(fault_of(2, "") == Kind::too_few_letters);
  // Right on the sheet, but another line than the one that was asked for.
  CHECK(fault_of(2, "bcd efg baignoire") == Kind::mismatch);
}

TEST_CASE("a line of an older sheet is right in itself, and is not taken") {
  const auto check = words();
  const crypto::Secret older = paper::make_password();
  const auto lines = paper::spoken_lines(older, check).value();
  CHECK(check_typed_line(secret(key), 1, lines[0].letters + " " + lines[0].check_word, check) ==
        TypedBack::of_another_key);
}

}  // namespace
}  // namespace digue::agent
