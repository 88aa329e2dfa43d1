#include "base/workers.h"

#include <algorithm>

namespace digue {

Workers::Workers(std::size_t threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
  threads_.reserve(threads);
  for (Seat seat = 0; seat < threads; ++seat) threads_.emplace_back([this, seat] { serve(seat); });
}

std::size_t Workers::threads_for(unsigned cores) { return std::clamp(cores, 2U, max_cores) - 1; }

Workers::~Workers() {
  wait();
  const std::lock_guard lock(mutex_);
  is_ending_ = true;
  changed_.notify_all();
}

void Workers::submit(Job job) {
  std::unique_lock lock(mutex_);
  queue_.push_back(std::move(job));
  changed_.notify_all();
  while (queue_.size() > queue_limit_) run_one(lock, threads_.size());
}

void Workers::follow_up(Job job) {
  const std::lock_guard lock(mutex_);
  queue_.push_front(std::move(job));
  changed_.notify_all();
}

void Workers::wait() {
  std::unique_lock lock(mutex_);
  while (!queue_.empty() || running_ > 0) {
    if (queue_.empty()) {
      changed_.wait(lock);
    } else {
      run_one(lock, threads_.size());
    }
  }
}

void Workers::serve(Seat seat) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    run_one(lock, seat);
  }
}

void Workers::run_one(std::unique_lock<std::mutex>& lock, Seat seat) {
  Job job = std::move(queue_.front());
  queue_.pop_front();
  ++running_;
  lock.unlock();
  job(seat);
  job = nullptr;
  lock.lock();
  --running_;
  if (queue_.empty() && running_ == 0) changed_.notify_all();
}

}  // namespace digue
