#include "base/workers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>

namespace digue {
namespace {

/// What std::latch would be; that of g++ 12 misses wake-ups where there is no futex, as with MinGW.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = false;
};

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
  Gate begun;
  Gate blocker;
  workers.submit([&](Workers::Seat) {
    begun.open();
    blocker.wait();
  });
  begun.wait();
  std::vector<Workers::Seat> seats;
  for (int i = 0; i < 3; ++i) workers.submit([&](Workers::Seat seat) { seats.push_back(seat); });
  const bool owner_worked = std::ranges::find(seats, workers.seats() - 1) != seats.end();
  blocker.open();
  workers.wait();
  CHECK(owner_worked);
  CHECK(seats.size() == 3);
}

TEST_CASE("every core has a thread or the owner, but no more than the memory of a backup allows") {
  CHECK(Workers::threads_for(0) == 1);
  CHECK(Workers::threads_for(1) == 1);
  CHECK(Workers::threads_for(8) == 7);
  CHECK(Workers::threads_for(Workers::max_cores) == Workers::max_cores - 1);
  CHECK(Workers::threads_for(1000) == Workers::max_cores - 1);
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
