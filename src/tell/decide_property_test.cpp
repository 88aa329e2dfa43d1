#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tell/decide_test.h"

namespace digue::tell {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("whatever the clock on the wall does, one problem is not said again before hours have really passed") {
  const bool holds = rc::check("", [] {
    test::Practice practice;
    practice.hours = {};
    std::size_t said = 0;
    const auto jumps = *rc::gen::container<std::vector<int>>(60, rc::gen::inRange(-400, 400));
    for (const int jump : jumps) {
      practice.sight.problems = {{Trouble::drill_failed, ""}};
      said += practice.look() ? 1U : 0U;
      practice.elapsed += minutes(15);
      practice.now += minutes(15) + hours(jump);
    }
    RC_ASSERT(said <= 1 + static_cast<std::size_t>(practice.elapsed / shortest_run_between));
  });
  CHECK(holds);
}

TEST_CASE("a problem that stays is said within a day, whatever happened before") {
  const bool holds = rc::check("", [] {
    test::Practice practice;
    for (const int jump : *rc::gen::container<std::vector<int>>(20, rc::gen::inRange(-400, 400))) {
      practice.sight.problems =
          jump % 3 == 0 ? std::set<Problem>() : std::set<Problem>{{Trouble::disk_left, "place-1"}};
      practice.look();
      practice.now += hours(jump);
      practice.elapsed += minutes(1);
    }
    practice.sight.problems = {{Trouble::disk_left, "place-1"}};
    bool is_said = false;
    for (int i = 0; i < 30; ++i, practice.pass(hours(1))) is_said = practice.look() || is_said;
    RC_ASSERT(is_said);
  });
  CHECK(holds);
}

}  // namespace
}  // namespace digue::tell
