#pragma once

#include <vector>

#include "machine/linux/child.h"

namespace digue::machine::linux {

/// What stopped a child on its way to its program, as it is written into a pipe.
struct StartFailure {
  enum class Step : int { rights, program };
  Step step = Step::program;
  int number = 0;  ///< errno
};

/// All that a child needs between fork() and exec(), prepared before: in between, a child of a program with threads may
/// only make system calls (fork(2), signal-safety(7)). Points into the plan, which must outlive it.
class ChildStart {
 public:
  /// A failure is written to `report`.
  ChildStart(const ChildPlan& plan, int null, int report);

  [[noreturn]] void become_program() const;

 private:
  void take_rights(int report) const;
  void limit() const;
  [[noreturn]] void execute(int program, int report) const;

  const ChildPlan& plan_;
  int null_;
  int report_;
  int owner_;
  std::vector<char*> words_;
  std::vector<char*> environment_;
};

}  // namespace digue::machine::linux
