#include "machine/linux/processes.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "machine/linux/command_plan.h"
#include "machine/linux/wait.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

/// What can be read now, without waiting. True once nothing more will come.
Result<bool> read_ready(const Descriptor& pipe, std::string& text, std::size_t max_bytes) {
  std::array<char, 16 * 1024> part{};
  for (;;) {
    const ssize_t count = ::read(pipe.number(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      if (errno == EAGAIN) return false;
      return system_failure(errno, "the output could not be read");
    }
    if (count == 0) return true;
    text.append(part.data(), static_cast<std::size_t>(count));
    if (text.size() > max_bytes) return failure(ErrorCode::invalid_input, "too much output");
  }
}

/// Reads until the program has ended: what it started and left behind may hold the pipe open for ever.
Result<Output> read_to_end(Child& child, Descriptor pipe, std::size_t max_bytes, Deadline deadline) {
  Output output;
  for (;;) {
    const std::optional<int> status = child.ended();
    if (pipe.is_open() && TRY(read_ready(pipe, output.text, max_bytes))) pipe.close();
    if (status) {
      output.exit_code = exit_code_of(*status);
      return output;
    }
    TRY(wait_for_either(pipe.number(), child.ended_descriptor(), POLLIN, deadline));
  }
}

}  // namespace

Result<Output> LinuxProcesses::run(const Command& command, Deadline deadline) {
  ChildPlan plan = TRY(plan_for(command.words, command.as));
  if (command.as) plan.rights = TRY(rights_of(*command.as, *this, deadline));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_failure(errno, "no pipe");
  Descriptor pipe(ends[0]);
  Descriptor child_end(ends[1]);
  ::fcntl(pipe.number(), F_SETFL, O_NONBLOCK);  // only our end: the child's is another open file
  plan.output = child_end.number();
  Child child = TRY(Child::start(plan, dying_, deadline));
  child_end.close();
  return read_to_end(child, std::move(pipe), command.max_output, deadline);
}

}  // namespace digue::machine::linux
