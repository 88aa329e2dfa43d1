#include "apps/digue/lock_keeper.h"

#include "machine/interrupt.h"

namespace digue::apps {

namespace {

constexpr std::chrono::milliseconds checked_every(1000);

}  // namespace

LockKeeper::LockKeeper(const Context& context, repository::Lock* lock)
    : context_(context), lock_(lock), checked_at_(context.sleeper.elapsed()) {}

Result<void> LockKeeper::may_go_on() {
  if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
  const std::unique_lock mine(mutex_, std::try_to_lock);
  if (!mine || lock_ == nullptr) return {};  // another thread is at it
  const std::chrono::milliseconds now = context_.sleeper.elapsed();
  if (now - checked_at_ < checked_every) return {};
  checked_at_ = now;
  return lock_->keep();
}

}  // namespace digue::apps
