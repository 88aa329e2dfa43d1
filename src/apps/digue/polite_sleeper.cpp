#include "apps/digue/polite_sleeper.h"

#include <algorithm>

#include "machine/interrupt.h"

namespace digue::apps {

namespace {

/// Short enough that nobody waits for it. A signal's handler may not wake a thread itself.
constexpr std::chrono::milliseconds longest_nap(100);

}  // namespace

Result<void> PoliteSleeper::sleep(std::chrono::milliseconds time) {
  for (const auto end = elapsed() + time; elapsed() < end;) {
    if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
    TRY(sleeper_.sleep(std::min(longest_nap, end - elapsed())));
  }
  return {};
}

}  // namespace digue::apps
