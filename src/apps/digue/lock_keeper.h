#pragma once

#include <chrono>
#include <mutex>

#include "apps/digue/command.h"
#include "repository/lock.h"

namespace digue::apps {

/// What long work asks now and then: whether the person wants it to end, and whether its lock still holds. Any thread
/// may ask.
class LockKeeper {
 public:
  /// `lock` may be null.
  LockKeeper(const Context& context, repository::Lock* lock);

  Result<void> may_go_on();

 private:
  const Context& context_;
  repository::Lock* lock_;
  std::mutex mutex_;
  std::chrono::milliseconds checked_at_;
};

}  // namespace digue::apps
