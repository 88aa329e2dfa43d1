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

/// The same for any thread: what a run had to kill is waited for by that run.
class SharedProcesses final : public Processes {
 public:
  Result<Output> run(const Command& command, Deadline deadline) override {
    Dying dying;
    return LinuxProcesses(dying).run(command, deadline);
  }
};

}  // namespace digue::machine::linux
