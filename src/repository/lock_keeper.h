#pragma once

#include <chrono>
#include <functional>
#include <mutex>

#include "repository/lock.h"

namespace digue::repository {

/// Keeps a lock while long work goes on: many threads ask again and again, one of them at a time renews it, and the
/// clock, which costs a call of the system, decides at most once a second. Any thread may ask.
class LockKeeper {
 public:
  /// The lock and what `elapsed` reads must outlive this.
  LockKeeper(Lock& lock, std::function<std::chrono::milliseconds()> elapsed);

  /// `locked` once the lock is lost, and from then on: nothing more may be written.
  Result<void> keep();

 private:
  Lock& lock_;
  std::function<std::chrono::milliseconds()> elapsed_;
  std::mutex mutex_;
  std::chrono::milliseconds kept_at_;
  Result<void> outcome_;
};

}  // namespace digue::repository
