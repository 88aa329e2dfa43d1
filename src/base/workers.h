#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace digue {

/// A fixed number of threads that run jobs in the order in which they are given, and the thread that owns them, which
/// helps.
///
/// The queue is bounded: when it is full, submit() runs the oldest job on the owner's own thread instead of waiting. So
/// memory stays bounded and no core is idle.
class Workers {
 public:
  /// Which seat runs a job, below seats(). Two jobs never run in the same seat at the same time, so each seat may have
  /// tools (buffers, contexts) of its own. The owner's seat is the last one.
  using Seat = std::size_t;
  using Job = std::move_only_function<void(Seat)>;

  /// More cores stay idle: each seat has buffers of its own, so the memory of a backup must not grow with the processor
  /// for ever, and no disk keeps up with more.
  static constexpr unsigned max_cores = 16;
  /// How many threads keep so many cores busy together with the owner; one at least, for one of the two may wait for a
  /// disk.
  static std::size_t threads_for(unsigned cores);
  /// Those for the cores at hand, and one job that waits.
  static Workers for_this_computer() { return Workers(threads_for(std::thread::hardware_concurrency()), 1); }

  /// Without threads the owner does all the work.
  Workers(std::size_t threads, std::size_t queue_limit);
  /// Runs what is queued, then ends.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  std::size_t seats() const { return threads_.size() + 1; }

  /// For the owner. May run a job before it returns.
  void submit(Job job);
  /// For a job: what follows from it. Goes to the front of the queue, whatever its length: it ends something that is
  /// begun, and so frees memory.
  void follow_up(Job job);
  /// For the owner: helps until nothing is queued and nothing runs.
  void wait();

 private:
  void serve(Seat seat);
  void run_one(std::unique_lock<std::mutex>& lock, Seat seat);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  std::size_t queue_limit_;
  std::size_t running_ = 0;
  bool is_ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace digue
