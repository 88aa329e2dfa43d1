#include "repository/lock_keeper.h"

namespace digue::repository {

namespace {

constexpr std::chrono::milliseconds kept_every(1000);

}  // namespace

LockKeeper::LockKeeper(Lock& lock, std::function<std::chrono::milliseconds()> elapsed)
    : lock_(lock), elapsed_(std::move(elapsed)), kept_at_(elapsed_()) {}

Result<void> LockKeeper::keep() {
  const std::unique_lock mine(mutex_, std::try_to_lock);
  if (!mine) return {};  // another thread is at it
  if (!outcome_) return outcome_;
  const std::chrono::milliseconds now = elapsed_();
  if (now - kept_at_ < kept_every) return {};
  kept_at_ = now;
  return outcome_ = lock_.keep();
}

}  // namespace digue::repository
