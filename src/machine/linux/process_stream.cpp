#include "machine/linux/process_stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "machine/linux/command_plan.h"
#include "machine/linux/processes.h"
#include "machine/linux/wait.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

/// For the start alone: to find the account's groups, and to load the program.
constexpr auto start_time = std::chrono::seconds(30);

Result<ChildPlan> plan_of(const StreamCommand& command, Dying& dying, Deadline deadline) {
  ChildPlan plan = TRY(plan_for(command.words, command.as));
  for (const auto& [name, value] : command.environment) {
    const std::string variable = name + "=" + value;
    if (name.empty() || name.find('=') != std::string::npos || variable.find('\0') != std::string::npos) {
      return failure(ErrorCode::invalid_input, "no name of a variable");
    }
    std::erase_if(plan.environment, [&](const std::string& known) { return known.starts_with(name + "="); });
    plan.environment.push_back(variable);
  }
  LinuxProcesses processes(dying);
  if (command.as) plan.rights = TRY(rights_of(*command.as, processes, deadline));
  return plan;
}

Result<int> wait_for_end(Child& child, std::chrono::milliseconds silence) {
  const Deadline deadline = Deadline::in(silence);
  for (;;) {
    if (const auto status = child.ended()) return exit_code_of(*status);
    TRY(wait_for(child.ended_descriptor(), POLLIN, deadline));
  }
}

/// The killed are its own, so that it may be destroyed by any thread.
class LinuxProcessStream final : public ProcessStream {
 public:
  LinuxProcessStream(std::unique_ptr<Dying> dying, Child child, Descriptor output, std::chrono::milliseconds silence)
      : dying_(std::move(dying)), child_(std::move(child)), output_(std::move(output)), silence_(silence) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (into.empty()) return failure(ErrorCode::bug, "nowhere to read to");
    const Deadline deadline = Deadline::in(silence_);
    while (output_.is_open()) {
      // Asked before the output is read: what a program leaves behind may hold it open for ever.
      if (!status_) status_ = child_.ended();
      const ssize_t count = ::read(output_.number(), into.data(), into.size());
      if (count > 0) return static_cast<std::size_t>(count);
      if (count == 0 || (errno == EAGAIN && status_)) {
        output_.close();
        break;
      }
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return system_failure(errno, "the output could not be read");
      if (const auto came = wait_for_either(output_.number(), child_.ended_descriptor(), POLLIN, deadline); !came) {
        child_.kill();
        output_.close();
        is_killed_ = true;
        return std::unexpected(came.error());
      }
    }
    return is_killed_ ? failure(ErrorCode::unavailable, "it was killed") : Result<std::size_t>(0);
  }

  Result<int> finish() override {
    if (is_killed_) return failure(ErrorCode::unavailable, "it was killed");
    if (output_.is_open()) return failure(ErrorCode::bug, "its output was not read to the end");
    if (status_) return exit_code_of(*status_);
    return wait_for_end(child_, silence_);
  }

 private:
  std::unique_ptr<Dying> dying_;  ///< outlives the child
  Child child_;
  Descriptor output_;
  std::chrono::milliseconds silence_;
  std::optional<int> status_;  ///< once it has ended
  bool is_killed_ = false;
};

/// All of `bytes`; false when the program takes no more.
Result<bool> hand_over(const Descriptor& input, Child& child, std::span<const std::byte> bytes,
                       std::chrono::milliseconds silence) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(input.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EPIPE || errno == ECONNRESET) return false;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return system_failure(errno, "the input could not be written");
    pollfd ended{child.ended_descriptor(), POLLIN, 0};
    if (::poll(&ended, 1, 0) == 1) return false;
    TRY(wait_for_either(input.number(), child.ended_descriptor(), POLLOUT, Deadline::in(silence)));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<ProcessStream>> LinuxProcessStreams::start(const StreamCommand& command) {
  const Deadline deadline = Deadline::in(start_time);
  auto dying = std::make_unique<Dying>();
  ChildPlan plan = TRY(plan_of(command, *dying, deadline));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_failure(errno, "no pipe");
  Descriptor output(ends[0]);
  Descriptor child_end(ends[1]);
  ::fcntl(output.number(), F_SETFL, O_NONBLOCK);  // only our end: the child's is another open file
  plan.output = child_end.number();
  Child child = TRY(Child::start(plan, *dying, deadline));
  return std::make_unique<LinuxProcessStream>(std::move(dying), std::move(child), std::move(output), command.silence);
}

Result<int> LinuxProcessStreams::feed(const StreamCommand& command, const Feed& feed) {
  constexpr std::size_t part_bytes = std::size_t{256} * 1024;
  const Deadline deadline = Deadline::in(start_time);
  Dying dying;
  ChildPlan plan = TRY(plan_of(command, dying, deadline));
  int ends[2];
  // Not a pipe: writing to one that nobody reads any more would send a signal to all of this program.
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return system_failure(errno, "no socket pair");
  Descriptor input(ends[0]);
  Descriptor child_end(ends[1]);
  plan.input = child_end.number();
  Child child = TRY(Child::start(plan, dying, deadline));
  child_end.close();
  std::vector<std::byte> part(part_bytes);
  bool takes_more = true;
  while (takes_more) {
    const std::size_t count = TRY(feed(part));
    if (count == 0) break;
    takes_more = TRY(hand_over(input, child, std::span(part).first(count), command.silence));
  }
  input.close();
  const int exit_code = TRY(wait_for_end(child, command.silence));
  if (exit_code == 0 && !takes_more) return failure(ErrorCode::damaged, "it ended before it had taken everything");
  return exit_code;
}

}  // namespace digue::machine::linux
