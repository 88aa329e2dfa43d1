#include "machine/linux/wait.h"

#include <poll.h>

#include <cerrno>
#include <limits>

namespace digue::machine::linux {

namespace {

int poll_time(Deadline deadline) {
  constexpr std::chrono::milliseconds longest(std::numeric_limits<int>::max());
  return static_cast<int>(std::min(deadline.remaining(), longest).count());
}

}  // namespace

Result<void> wait_for(int descriptor, short events, Deadline deadline) {
  return wait_for_either(descriptor, -1, events, deadline);
}

Result<void> wait_for_either(int one, int other, short events, Deadline deadline) {
  for (;;) {
    pollfd polled[] = {{one, events, 0}, {other, events, 0}};
    const int ready = ::poll(polled, 2, poll_time(deadline));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return failure(ErrorCode::unavailable, "poll failed");
    if (deadline.is_over()) return failure(ErrorCode::unavailable, "no answer in time");
  }
}

}  // namespace digue::machine::linux
