#include "machine/sleeper.h"

#include <condition_variable>
#include <mutex>

namespace digue::machine {

std::chrono::milliseconds SystemSleeper::elapsed() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

Result<void> SystemSleeper::sleep(std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any asked_to_stop;
  std::unique_lock lock(mutex);
  asked_to_stop.wait_for(lock, stop_, time, [] { return false; });
  if (stop_.stop_requested()) return failure(ErrorCode::cancelled, "asked to stop");
  return {};
}

}  // namespace digue::machine
