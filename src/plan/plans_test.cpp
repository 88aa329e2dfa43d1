#include "plan/plans.h"

#include <doctest/doctest.h>

namespace digue::plan {
namespace {

constexpr std::string_view small = R"(version = 1
[practice]
name = "Cabinet Fictif"
closed = ["2026-12-24/2027-01-02", "2026-07-14"]
[practice.hours]
mon = ["09:00-12:30", "14:00-19:00"]
[[contact]]
role = "provider"
name = "Dépannage Fictif"
phone = "01 99 00 00 00"
[[place]]
id = "place-1"
name = "disque bleu"
kind = "disk"
file-system = "1b2c-3d4e"
folder = "/Digue"
night = "home"
[[plan]]
id = "plan-1"
name = "cabinet"
folders = ["/srv/cabinet"]
excludes = ["*.tmp"]
places = ["place-1"]
at = ["19:30", "12:45"]
keep = { days = 7, weeks = 0, months = 2, years = 0 }
[[plan.database]]
id = "database-1"
engine = "postgresql"
name = "logiciel"
[[plan.database.question]]
about = "agenda"
sql = "SELECT count(*) FROM rdv"
)";

PlanFault fault_of(std::string_view from, std::string_view to) {
  std::string text(small);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  const auto plans = read_plans(text);
  REQUIRE_FALSE(plans);
  return plans.error();
}

TEST_CASE("a plan says what is saved, where and when") {
  const Plans plans = read_plans(small).value();
  CHECK(plans.practice == "Cabinet Fictif");
  CHECK(plans.hours.week[0].size() == 2);
  CHECK(plans.hours.closures.size() == 2);
  CHECK(plans.contacts.front().phone == "01 99 00 00 00");
  CHECK(plans.find_place("disque bleu") == plans.find_place("place-1"));
  CHECK(plans.find_place("place-1")->is_at_home);
  const Plan& plan = *plans.find_plan("cabinet");
  CHECK(plan.folders == std::vector<std::string>{"/srv/cabinet"});
  CHECK(plan.times == std::vector<TimeOfDay>{TimeOfDay(12 * 60 + 45), TimeOfDay(19 * 60 + 30)});
  CHECK(plan.keep == Keep{7, 0, 2, 0});
  CHECK(plan.databases.front().questions.front().subject == Subject::agenda);
}

TEST_CASE("what is written is read back as the same plans") {
  Plans plans = read_plans(small).value();
  CHECK(read_plans(write_plans(plans)).value() == plans);
  plans.practice = "Cabinet « des \\ Tilleuls \"fictifs\" »";
  plans.plans.front().excludes = {"a\\*b", "!\"c\""};
  plans.places.push_back(
      {.id = "place-2", .name = "coffre", .kind = PlaceKind::cloud, .url = "https://example.test/r/"});
  CHECK(read_plans(write_plans(plans)).value() == plans);
}

TEST_CASE("a fault is named with its line") {
  const PlanFault fault = fault_of("at = [\"19:30\", \"12:45\"]", "at = [\"19:30\", \"12h45\"]");
  CHECK(fault.line == 24);
  CHECK(fault.kind == "no_time");
  CHECK(fault.word == "12h45");
}

TEST_CASE("a misspelt name is a fault, for what it says would be left out") {
  const PlanFault fault = fault_of("folders = [", "folder = [");
  CHECK(fault.kind == "unknown_name");
  CHECK(fault.word == "folder");
  CHECK(fault.line == 21);
}

TEST_CASE("nothing of a plan that cannot be meant is believed") {
  CHECK(fault_of("version = 1", "version = 2").kind == "no_number");
  CHECK(fault_of("version = 1", "").kind == "missing");
  CHECK(fault_of("/srv/cabinet", "srv/cabinet").kind == "no_path");
  CHECK(fault_of("/srv/cabinet", "/srv/../cabinet").kind == "no_path");
  CHECK(fault_of("folders = [\"/srv/cabinet\"]", "folders = \"/srv/cabinet\"").kind == "no_list");
  CHECK(fault_of("places = [\"place-1\"]", "places = [\"place-2\"]").kind == "no_place");
  CHECK(fault_of("14:00-19:00", "12:00-19:00").kind == "no_hours");
  CHECK(fault_of("14:00-19:00", "14:00-14:00").kind == "no_hours");
  CHECK(fault_of("2026-12-24/2027-01-02", "2027-12-24/2027-01-02").kind == "no_closure");
  CHECK(fault_of("kind = \"disk\"", "kind = \"usb\"").kind == "no_kind");
  CHECK(fault_of("days = 7, weeks = 0, months = 2", "days = 0, weeks = 0, months = 0").kind == "keeps_nothing");
  CHECK(fault_of("days = 7", "days = -1").kind == "no_number");
  CHECK(fault_of("name = \"logiciel\"", "name = \"--all\"").kind == "no_text");
  CHECK(fault_of("id = \"database-1\"", "id = \"../database-1\"").kind == "no_id");
  CHECK(fault_of("name = \"logiciel\"", "name = \"logiciel\"\npassword-file = \"../pgpass\"").kind == "no_secret");
  CHECK(fault_of("about = \"agenda\"", "about = \"stock\"").kind == "no_subject");
  CHECK(fault_of("file-system = \"1b2c-3d4e\"", "").kind == "missing");
  CHECK(fault_of("name = \"cabinet\"", "name = ").kind == "no_toml");
  CHECK(fault_of("role = \"provider\"", "role = \"cousin\"").kind == "no_role");
}

TEST_CASE("two things never have the same name") {
  const std::string text = std::string(small) + R"([[plan]]
id = "plan-2"
name = "cabinet"
folders = ["/srv/autre"]
at = ["12:00"]
)";
  CHECK(read_plans(text).error().kind == "twice");
}

TEST_CASE("a fresh name is one that nothing has") {
  CHECK(free_id("place", {}) == "place-1");
  CHECK(free_id("place", {"place-1", "place-3"}) == "place-2");
}

}  // namespace
}  // namespace digue::plan
