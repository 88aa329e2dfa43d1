#include "agent/service.h"

#include <doctest/doctest.h>

#include "agent/plan_bench_test.h"
#include "machine/private_folder.h"

namespace digue::agent {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Office : test::PlannedPractice {
  JobBoard board{computer.clock(), sleeper};
  Service service{{.machine = computer,
                   .files = files,
                   .sleeper = sleeper,
                   .places = places,
                   .board = board,
                   .state = state(),
                   .program = "digue test"}};

  Office() {
    computer.contents().now = parse_rfc3339("2026-11-24T08:00:00Z").value();
    plan::Plans plans;
    plans.places.push_back(place);
    plans.plans.push_back(plan);
    save_plans(state(), plans).value();
  }
  ~Office() { board.stop(); }

  /// The clocks move only while no job runs.
  void wait(std::chrono::milliseconds time) {
    pass(time);
    sleeper.now += time.count();
  }
  void settle() {
    for (const Job& job : board.jobs()) {
      while (board.find(job.id)->state != JobState::ended) std::this_thread::yield();
    }
  }
  void look() {
    service.look();
    settle();
  }
};

TEST_CASE("nothing runs before its time, and then it runs once") {
  Office office;
  office.look();
  CHECK(office.board.jobs().empty());
  CHECK(office.entries("plan_made").size() == 1);
  office.wait(hours(5));
  for (int i = 0; i < 3; ++i) office.look();
  REQUIRE(office.board.jobs().size() == 1);
  CHECK(office.board.jobs()[0].outcome == "done");
  CHECK(office.places.snapshots() == 1);
  CHECK(office.places.released == 1);
  CHECK(office.service.status()->plans.at("plan-1").timing->timeliness == plan::Timeliness::up_to_date);
}

TEST_CASE("what was slept through is made up for once") {
  Office office;
  office.look();
  office.wait(hours(24 * 5));
  for (int i = 0; i < 3; ++i) office.look();
  CHECK(office.places.snapshots() == 1);
}

TEST_CASE("a place that is away is waited for, and gets its copy when it comes") {
  Office office;
  office.places.here = false;
  office.look();
  office.wait(hours(30));
  office.look();
  CHECK(office.board.jobs().empty());
  office.places.here = true;
  office.look();
  CHECK(office.places.snapshots() == 1);
}

TEST_CASE("a run that failed is tried again after a pause, or when its place comes back") {
  Office office;
  office.look();
  office.wait(hours(5));
  office.places.error = ErrorCode::unavailable;
  office.look();
  CHECK(office.places.opened == 1);
  office.wait(minutes(14));
  office.look();
  CHECK(office.places.opened == 1);
  office.places.here = false;
  office.look();
  office.places.here = true;
  office.look();
  CHECK(office.places.opened == 2);
  office.places.error.reset();
  office.wait(minutes(31));
  office.look();
  CHECK(office.places.snapshots() == 1);
  CHECK(office.service.status()->journal_error == std::nullopt);
}

TEST_CASE("a file edited into nonsense changes nothing of what runs, and is told") {
  Office office;
  office.look();
  machine::PrivateFolder::open(office.state())
      .value()
      .replace("plans.toml", bytes_of("version = 1\nplan = 3\n"))
      .value();
  office.wait(hours(5));
  office.look();
  CHECK(office.places.snapshots() == 1);
  REQUIRE(office.service.status()->file.fault);
  CHECK(office.service.status()->file.fault->line == 2);
}

TEST_CASE("a person may have a copy at any time, where a place is here") {
  Office office;
  office.look();
  CHECK(office.service.back_up("nothing").error().code == ErrorCode::not_found);
  CHECK(office.service.back_up("cabinet", "nowhere").error().code == ErrorCode::not_found);
  REQUIRE(office.service.back_up("cabinet").value().size() == 1);
  office.settle();
  CHECK(office.places.snapshots() == 1);
  office.places.here = false;
  CHECK(office.service.back_up("plan-1").error().code == ErrorCode::unavailable);
}

TEST_CASE("while the clock is wrong copies go on, but not all the time") {
  Office office;
  office.look();
  office.wait(hours(5));
  office.look();
  office.pass(-hours(48));
  office.sleeper.now += std::chrono::milliseconds(minutes(20)).count();
  for (int i = 0; i < 3; ++i) office.look();
  CHECK(office.service.status()->plans.at("plan-1").timing->timeliness == plan::Timeliness::clock_wrong);
  CHECK(office.board.jobs().size() <= 2);
}

TEST_CASE("the service ends when its sleeper says so") {
  class LastSleep final : public machine::Sleeper {
   public:
    std::chrono::milliseconds elapsed() const override { return {}; }
    Result<void> sleep(std::chrono::milliseconds) override { return failure(ErrorCode::cancelled, "enough"); }
  };
  test::PlannedPractice practice;
  LastSleep sleeper;
  JobBoard board(practice.computer.clock(), sleeper);
  std::atomic<bool> has_ended = false;
  {
    Service service({practice.computer, practice.files, sleeper, practice.places, board, practice.state(), "test"});
    service.start([&] { has_ended = true; });
    service.wait();
  }
  CHECK(has_ended);
}

}  // namespace
}  // namespace digue::agent
