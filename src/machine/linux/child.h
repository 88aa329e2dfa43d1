#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "machine/deadline.h"
#include "machine/linux/rights.h"
#include "machine/posix/descriptor.h"

namespace digue::machine::linux {

/// How a child process is started. It gets `input` and `output` as its descriptors 0 and 1, /dev/null as 2 and wherever
/// one of them is -1, and nothing else that is open here.
struct ChildPlan {
  std::vector<std::string> programs;  ///< paths tried in their order
  int open_program = -1;              ///< or a program that is open already
  std::vector<std::string> words;     ///< its argv
  std::vector<std::string> environment;
  std::optional<Rights> rights;  ///< taken before the program starts; those of this program if empty
  int input = -1;
  int output = -1;
  bool is_reader = false;  ///< opens few files and writes none
};

/// The killed that the kernel has not ended yet: one that waits for a dead disk may never end, and we do not wait for
/// it.
class Dying {
 public:
  Dying() = default;
  Dying(const Dying&) = delete;
  Dying& operator=(const Dying&) = delete;
  /// Gives the kernel a moment, so that a program which goes on has no zombies from us.
  ~Dying();

  void add(pid_t id) { ids_.push_back(id); }
  /// Takes away those that have ended meanwhile.
  void reap();

 private:
  std::vector<pid_t> ids_;
};

/// A process of ours in a session and process group of its own. It dies with its owner and with this program;
/// nothing that it starts can gain rights. Belongs to the thread that started it.
class Child {
 public:
  /// Errors: `not_found` (no such program), `denied`, `unavailable` (the deadline: the program lies on a dead mount).
  static Result<Child> start(const ChildPlan& plan, Dying& dying, Deadline deadline);

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child() { kill(); }

  /// Readable, for poll(), once the child has ended.
  int ended_descriptor() const { return process_.number(); }

  /// The status of waitpid() once the child has ended; what is left of its process group is killed. Never waits.
  std::optional<int> ended();

  /// Kills it and all of its process group. Never waits.
  void kill();

 private:
  Child(pid_t id, Dying& dying);

  pid_t id_;  ///< 0: there is none any more
  posix::Descriptor process_;
  Dying* dying_;
};

}  // namespace digue::machine::linux
