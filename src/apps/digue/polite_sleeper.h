#pragma once

#include "machine/sleeper.h"

namespace digue::apps {

/// Wakes up when the person asks the program to end: whoever waits for a place that does not answer need not wait on.
class PoliteSleeper final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return sleeper_.elapsed(); }
  Result<void> sleep(std::chrono::milliseconds time) override;

 private:
  machine::SystemSleeper sleeper_;
};

}  // namespace digue::apps
