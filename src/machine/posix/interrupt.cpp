#include "machine/interrupt.h"

#include <signal.h>

#include <atomic>

namespace digue::machine {

namespace {

// A signal reaches the whole process: the one thing that cannot be handed to a constructor.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<bool> interrupted = false;

void remember(int) { interrupted = true; }

}  // namespace

void watch_interrupts() {
  struct sigaction action{};
  action.sa_handler = remember;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
}

bool was_interrupted() { return interrupted; }

}  // namespace digue::machine
