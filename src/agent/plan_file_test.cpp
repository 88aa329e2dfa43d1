#include "agent/plan_file.h"

#include <doctest/doctest.h>

#include "support/temporary_folder.h"

namespace digue::agent {
namespace {

plan::Plans some_plans() {
  plan::Plans plans;
  plans.practice = "Cabinet Fictif";
  plans.plans.push_back(
      {.id = "plan-1", .name = "cabinet", .folders = {"/srv/cabinet"}, .times = {std::chrono::hours(12)}});
  return plans;
}

TEST_CASE("nothing is planned where no file is") {
  const test::TemporaryFolder place;
  const PlanFile none = load_plans(place.path() + "/none").value();
  CHECK(none.plans == plan::Plans());
  CHECK_FALSE(none.fault);
}

TEST_CASE("plans are read back as they were saved") {
  const test::TemporaryFolder place;
  save_plans(place.path(), some_plans()).value();
  CHECK(load_plans(place.path()).value().plans == some_plans());
}

TEST_CASE("a file edited into nonsense changes nothing of what is planned, and its fault is told") {
  const test::TemporaryFolder place;
  save_plans(place.path(), some_plans()).value();
  place.write("plans.toml", "version = 1\n[[plan]]\nfolder = 3\n");
  const PlanFile file = load_plans(place.path()).value();
  CHECK(file.plans == some_plans());
  REQUIRE(file.fault);
  CHECK(file.fault->line == 3);
}

TEST_CASE("what a person edits well is what is planned from then on") {
  const test::TemporaryFolder place;
  save_plans(place.path(), some_plans()).value();
  place.write("plans.toml", "version = 1\n[practice]\nname = \"Autre\"\n");
  CHECK(load_plans(place.path()).value().plans.practice == "Autre");
  place.write("plans.toml", "version = ");
  CHECK(load_plans(place.path()).value().plans.practice == "Autre");
}

TEST_CASE("plans that could not be read back are not written") {
  const test::TemporaryFolder place;
  save_plans(place.path(), some_plans()).value();
  plan::Plans wrong = some_plans();
  wrong.plans.front().folders = {"not absolute"};
  CHECK(save_plans(place.path(), wrong).error().code == ErrorCode::invalid_input);
  CHECK(load_plans(place.path()).value().plans == some_plans());
}

}  // namespace
}  // namespace digue::agent
