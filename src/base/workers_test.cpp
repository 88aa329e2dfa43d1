#include "base/workers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <latch>

namespace digue {
namespace {

TEST_CASE("every job runs once, also those that follow from others") {
  for (const std::size_t threads : {0U, 1U, 3U}) {
    std::atomic<int> done = 0;
    Workers workers(threads, 2);
    for (int i = 0; i < 100; ++i) {
      workers.submit([&](Workers::Seat) {
        ++done;
        workers.follow_up([&](Workers::Seat) { ++done; });
      });
    }
    workers.wait();
    CHECK(done == 200);
  }
}

TEST_CASE("two jobs never share a seat at the same time") {
  Workers workers(3, 4);
  std::vector<std::atomic<int>> in_seat(workers.seats());
  std::atomic<bool> shared = false;
  for (int i = 0; i < 2000; ++i) {
    workers.submit([&](Workers::Seat seat) {
      if (++in_seat[seat] != 1) shared = true;
      std::this_thread::yield();
      --in_seat[seat];
    });
  }
  workers.wait();
  CHECK_FALSE(shared);
}

TEST_CASE("a full queue makes the owner work instead of growing") {
  Workers workers(1, 1);
  std::latch begun(1);
  std::latch blocker(1);
  workers.submit([&](Workers::Seat) {
    begun.count_down();
    blocker.wait();
  });
  begun.wait();
  std::vector<Workers::Seat> seats;
  for (int i = 0; i < 3; ++i) workers.submit([&](Workers::Seat seat) { seats.push_back(seat); });
  const bool owner_worked = std::ranges::find(seats, workers.seats() - 1) != seats.end();
  blocker.count_down();
  workers.wait();
  CHECK(owner_worked);
  CHECK(seats.size() == 3);
}

TEST_CASE("what is queued is run before the workers end") {
  std::atomic<int> done = 0;
  {
    Workers workers(2, 100);
    for (int i = 0; i < 50; ++i) workers.submit([&](Workers::Seat) { ++done; });
  }
  CHECK(done == 50);
}

}  // namespace
}  // namespace digue
