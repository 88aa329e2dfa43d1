#pragma once

#include "machine/linux/child.h"
#include "machine/processes.h"

namespace digue::machine::linux {

class LinuxProcesses final : public Processes {
 public:
  explicit LinuxProcesses(Dying& dying) : dying_(dying) {}

  Result<Output> run(const Command& command, Deadline deadline) override;

 private:
  Dying& dying_;
};

}  // namespace digue::machine::linux
