#include "machine/linux/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "machine/linux/child_start.h"
#include "machine/linux/wait.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

/// What the child says when it could not become the program; nothing at all when it could.
Result<void> started(const Descriptor& report, Deadline deadline) {
  TRY(wait_for(report.number(), POLLIN, deadline));
  StartFailure problem;
  const ssize_t count = ::read(report.number(), &problem, sizeof problem);
  if (count == 0) return {};
  if (count != sizeof problem) return failure(ErrorCode::unavailable, "the child could not be started");
  if (problem.step == StartFailure::Step::rights) {
    return failure(ErrorCode::denied, "the account's rights could not be taken");
  }
  return system_failure(problem.number, "the program could not be started");
}

/// The child must not run our signal handlers before it has put them away.
pid_t fork_without_signals(const ChildStart& start) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t id = ::fork();
  if (id == 0) start.become_program();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return id;
}

}  // namespace

Dying::~Dying() {
  const Deadline moment = Deadline::in(std::chrono::milliseconds(100));
  for (reap(); !ids_.empty() && !moment.is_over(); reap()) ::poll(nullptr, 0, 1);
}

void Dying::reap() {
  std::erase_if(ids_, [](pid_t id) { return ::waitpid(id, nullptr, WNOHANG) != 0; });
}

Child::Child(pid_t id, Dying& dying)
    : id_(id), process_(static_cast<int>(::syscall(SYS_pidfd_open, id, 0))), dying_(&dying) {}

Child::Child(Child&& other) noexcept
    : id_(std::exchange(other.id_, 0)), process_(std::move(other.process_)), dying_(other.dying_) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(process_, other.process_);
  std::swap(dying_, other.dying_);
  return *this;
}

Result<Child> Child::start(const ChildPlan& plan, Dying& dying, Deadline deadline) {
  dying.reap();
  if (deadline.is_over()) return failure(ErrorCode::unavailable, "no time left");
  const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null.is_open()) return failure(ErrorCode::unavailable, "no /dev/null");
  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) return system_failure(errno, "no pipe");
  const Descriptor report_end(report[0]);
  Descriptor child_end(report[1]);

  const ChildStart prepared(plan, null.number(), child_end.number());
  const pid_t id = fork_without_signals(prepared);
  if (id < 0) return system_failure(errno, "no process");
  Child child(id, dying);
  child_end.close();
  if (!child.process_.is_open()) return failure(ErrorCode::unsupported, "a kernel without pidfd_open");
  TRY(started(report_end, deadline));
  return child;
}

std::optional<int> Child::ended() {
  siginfo_t info{};
  if (id_ == 0 || ::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) != 0) return std::nullopt;
  if (info.si_pid == 0) return std::nullopt;
  // While the zombie is there its number cannot be anybody else's group.
  ::kill(-id_, SIGKILL);
  int status = 0;
  ::waitpid(std::exchange(id_, 0), &status, 0);
  return status;
}

void Child::kill() {
  if (id_ == 0) return;
  ::kill(-id_, SIGKILL);
  ::kill(id_, SIGKILL);
  if (::waitpid(id_, nullptr, WNOHANG) == 0) dying_->add(id_);
  id_ = 0;
}

}  // namespace digue::machine::linux
