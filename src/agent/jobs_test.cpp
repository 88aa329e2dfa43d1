#include "agent/jobs.h"

#include <doctest/doctest.h>

#include "machine/fake/computer.h"

namespace digue::agent {
namespace {

/// Time that a test moves; any thread may read it.
class TestSleeper final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return std::chrono::milliseconds(now.load()); }
  Result<void> sleep(std::chrono::milliseconds) override { return {}; }

  std::atomic<std::int64_t> now = 0;
};

struct Bench {
  machine::fake::Computer computer{machine::fake::Contents()};
  TestSleeper sleeper;
  JobBoard board{computer.clock(), sleeper};

  Job wait_for(JobId id) {
    while (true) {
      const auto job = board.find(id);
      REQUIRE(job);
      if (job->state == JobState::ended) return *job;
      std::this_thread::yield();
    }
  }
};

/// Runs until it is told to end.
class Gate {
 public:
  JobBoard::Work work(std::string outcome = "done") {
    return [this, outcome = std::move(outcome)](JobControl& control) {
      is_in = true;
      while (!is_open) {
        if (!control.may_go_on()) return std::string("cancelled");
        std::this_thread::yield();
      }
      return outcome;
    };
  }
  void await() const {
    while (!is_in) std::this_thread::yield();
  }

  std::atomic<bool> is_in = false;
  std::atomic<bool> is_open = false;
};

TEST_CASE("jobs run one after the other, in the order in which they were asked for") {
  Bench bench;
  std::vector<int> order;  // written by the board's thread alone
  std::vector<JobId> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(bench.board
                      .add({"backup", std::to_string(i), "place-1"},
                           [&order, i](JobControl&) {
                             order.push_back(i);
                             return std::string("done");
                           })
                      .value());
  }
  for (const JobId id : ids) CHECK(bench.wait_for(id).outcome == "done");
  CHECK(order == std::vector{0, 1, 2, 3, 4});
}

TEST_CASE("what is asked for while it waits or runs is not done twice") {
  Bench bench;
  Gate gate;
  const JobId first = bench.board.add({"backup", "plan-1", "place-1"}, gate.work()).value();
  gate.await();
  CHECK(bench.board.add({"backup", "plan-1", "place-1"}, gate.work()).value() == first);
  CHECK(bench.board.add({"backup", "plan-1", "place-2"}, gate.work()).value() != first);
  gate.is_open = true;
  bench.wait_for(first);
  CHECK(bench.board.add({"backup", "plan-1", "place-1"}, gate.work()).value() != first);
}

TEST_CASE("a job that runs and one that waits can be cancelled, one that ended cannot") {
  Bench bench;
  Gate gate;
  const JobId running = bench.board.add({"backup", "plan-1", "place-1"}, gate.work()).value();
  gate.await();
  const JobId waiting = bench.board.add({"backup", "plan-2", "place-1"}, gate.work()).value();
  CHECK(bench.board.cancel(waiting).has_value());
  CHECK(bench.board.cancel(running).has_value());
  CHECK(bench.wait_for(running).outcome == "cancelled");
  const Job never = bench.wait_for(waiting);
  CHECK(never.outcome == "cancelled");
  CHECK_FALSE(never.started_at);
  CHECK(bench.board.cancel(running).error().code == ErrorCode::not_found);
  CHECK(bench.board.cancel(99).error().code == ErrorCode::not_found);
}

TEST_CASE("only so many wait, and only the last that ended are remembered") {
  Bench bench;
  Gate gate;
  const JobId first = bench.board.add({"backup", "plan-0", "place-1"}, gate.work()).value();
  gate.await();
  JobId last = first;
  for (std::size_t i = 1; i <= JobBoard::max_waiting; ++i) {
    last = bench.board.add({"backup", "plan-" + std::to_string(i), "place-1"}, gate.work()).value();
  }
  CHECK(bench.board.add({"backup", "more", "place-1"}, gate.work()).error().code == ErrorCode::full);
  gate.is_open = true;
  bench.wait_for(last);
  for (int i = 0; i < 40; ++i) {
    last = bench.board.add({"backup", "again-" + std::to_string(i), "place-1"}, gate.work()).value();
    bench.wait_for(last);
  }
  CHECK(bench.board.jobs().size() == JobBoard::max_ended);
  CHECK_FALSE(bench.board.find(first));
}

TEST_CASE("the progress tells a rate and the time left once they can be known") {
  Bench bench;
  std::atomic<int> step = 0;
  const JobId id = bench.board
                       .add({"backup", "plan-1", "place-1"},
                            [&](JobControl& control) {
                              control.begin("saving");
                              control.expect(10'000);
                              control.add(1'000);
                              step = 1;
                              while (step != 2) std::this_thread::yield();
                              return std::string("done");
                            })
                       .value();
  while (step != 1) std::this_thread::yield();
  CHECK(bench.board.find(id)->progress.bytes_per_second == 0);
  CHECK_FALSE(bench.board.find(id)->progress.time_left);
  bench.sleeper.now = 2'000;
  const JobProgress progress = bench.board.find(id)->progress;
  CHECK(progress.stage == "saving");
  CHECK(progress.bytes_per_second == 500);
  CHECK(progress.time_left == std::chrono::seconds(18));
  step = 2;
  CHECK(bench.wait_for(id).progress.bytes_done == 1'000);
}

TEST_CASE("stopping cancels everything, and nothing starts again") {
  Bench bench;
  Gate gate;
  const JobId running = bench.board.add({"backup", "plan-1", "place-1"}, gate.work()).value();
  gate.await();
  const JobId waiting = bench.board.add({"backup", "plan-2", "place-1"}, gate.work()).value();
  bench.board.stop();
  CHECK(bench.board.find(running)->outcome == "cancelled");
  CHECK(bench.board.find(waiting)->outcome == "cancelled");
  CHECK(bench.board.add({"backup", "plan-3", "place-1"}, gate.work()).error().code == ErrorCode::cancelled);
}

TEST_CASE("many threads may ask, cancel and look at once") {
  Bench bench;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&bench, thread] {
      for (int i = 0; i < 50; ++i) {
        const auto id = bench.board.add({"backup", std::to_string(thread), std::to_string(i)}, [](JobControl& control) {
          control.begin("saving");
          control.add(1);
          return std::string("done");
        });
        if (id && i % 3 == 0) static_cast<void>(bench.board.cancel(*id));
        static_cast<void>(bench.board.jobs());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  bench.board.stop();
  for (const Job& job : bench.board.jobs()) CHECK(job.state == JobState::ended);
}

}  // namespace
}  // namespace digue::agent
