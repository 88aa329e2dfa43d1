#include "plan/hours_words.h"

#include <doctest/doctest.h>

namespace digue::plan {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

using Words = std::vector<std::string>;

TEST_CASE("a week is understood as a person writes it") {
  const auto week = parse_week({"lun-ven 9:00-12:30 14h-19h30", "Sam", "9h-12h"}).value();
  CHECK(week[0] == std::vector<OpeningSpan>{{hours(9), minutes(750)}, {hours(14), minutes(1170)}});
  CHECK(week[4] == week[0]);
  CHECK(week[5] == std::vector<OpeningSpan>{{hours(9), hours(12)}});
  CHECK(week[6].empty());
}

TEST_CASE("days may be whole words, lists, English as in the file, and closed") {
  const auto week = parse_week({"lundi,mercredi 8:00-12:00 mardi fermé fri 08:00-12:00"}).value();
  CHECK(week[0].size() == 1);
  CHECK(week[1].empty());
  CHECK(week[2] == week[0]);
  CHECK(week[4] == week[0]);
}

TEST_CASE("the word that cannot be meant is named") {
  const auto wrong = [](const Words& words) { return parse_week(words).error(); };
  CHECK(wrong({"9:00-12:00"}) == "9:00-12:00");
  CHECK(wrong({"lun 12:00-9:00"}) == "12:00-9:00");
  CHECK(wrong({"lun 9:00-12:00 11:00-13:00"}) == "11:00-13:00");
  CHECK(wrong({"lun 9-12"}) == "9-12");
  CHECK(wrong({"lun 9:00-25:00"}) == "9:00-25:00");
  CHECK(wrong({"ven-lun 9:00-12:00"}) == "ven-lun");
  CHECK(wrong({"lun 9:00-12:00 lun-mar 14:00-18:00"}) == "lun-mar");
  CHECK(wrong({"lundredi 9:00-12:00"}) == "lundredi");
  CHECK(wrong({"lun 9:00-12:00 fermé"}) == "fermé");
}

TEST_CASE("closed days are one day or two, in either way to write them") {
  const Closure christmas = parse_closure("2026-12-24/2027-01-02").value();
  CHECK(to_iso(christmas.first) == "2026-12-24");
  CHECK(to_iso(christmas.last) == "2027-01-02");
  CHECK(parse_closure("24/12/2026-02/01/2027").value() == christmas);
  CHECK(parse_closure("14/07/2026").value() == parse_closure("2026-07-14").value());
  for (const char* text : {"", "noël", "2027-01-02/2026-12-24", "2026-12-24-2027-01-02", "24/12/2026/02/01/2027",
                           "2026-02-30", "24/12/26", "2026-12-24/"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_closure(text));
  }
}

TEST_CASE("days that are open alike and follow one another are shown together") {
  const auto groups = same_days(parse_week({"lun-mar,jeu-ven 9:00-12:00 sam 9:00-11:00"}).value());
  REQUIRE(groups.size() == 3);
  CHECK((groups[0].first == 0 && groups[0].last == 1));
  CHECK((groups[1].first == 3 && groups[1].last == 4));
  CHECK((groups[2].first == 5 && groups[2].last == 5));
}

}  // namespace
}  // namespace digue::plan
