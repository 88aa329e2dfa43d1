#include "machine/linux/child_start.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>

namespace digue::machine::linux {

namespace {

constexpr int first_free_descriptor = 3;

/// exec() takes pointers to characters that it does not change.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void give_up(int report, StartFailure::Step step, int number) {
  const StartFailure problem{step, number};
  static_cast<void>(!::write(report, &problem, sizeof problem));
  ::_exit(127);
}

void reset_signals() {
  struct sigaction plain{};
  plain.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &plain, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Out of the way of 0, 1 and 2, where any of ours may lie.
int moved_up(int descriptor) { return ::fcntl(descriptor, F_DUPFD_CLOEXEC, first_free_descriptor); }

void set_limit(decltype(RLIMIT_CORE) what, rlim_t value) {
  const rlimit limit{value, value};
  ::setrlimit(what, &limit);
}

}  // namespace

ChildStart::ChildStart(const ChildPlan& plan, int null, int report)
    : plan_(plan),
      null_(null),
      report_(report),
      owner_(::getpid()),
      words_(pointers_to(plan.words)),
      environment_(pointers_to(plan.environment)) {}

void ChildStart::become_program() const {
  ::setsid();
  reset_signals();
  const int report = moved_up(report_);
  const int program = plan_.open_program < 0 ? -1 : moved_up(plan_.open_program);
  const int null = moved_up(null_);
  const int input = plan_.input < 0 ? null : moved_up(plan_.input);
  const int output = plan_.output < 0 ? null : moved_up(plan_.output);
  if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(null, 2) < 0) {
    give_up(report, StartFailure::Step::program, errno);
  }
  if (::syscall(SYS_close_range, first_free_descriptor, UINT_MAX, CLOSE_RANGE_CLOEXEC) != 0 || ::chdir("/") != 0) {
    give_up(report, StartFailure::Step::program, errno);
  }
  ::umask(0077);
  take_rights(report);
  limit();
  execute(program, report);
}

void ChildStart::take_rights(int report) const {
  if (plan_.rights) {
    const Rights& rights = *plan_.rights;
    if (::setgroups(rights.groups.size(), rights.groups.data()) != 0 ||
        ::setresgid(rights.group, rights.group, rights.group) != 0 ||
        ::setresuid(rights.user, rights.user, rights.user) != 0) {
      give_up(report, StartFailure::Step::rights, errno);
    }
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up(report, StartFailure::Step::rights, errno);
}

void ChildStart::limit() const {
  // After the rights, whose change would forget it; the owner may have died before it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != owner_) ::_exit(127);
  set_limit(RLIMIT_CORE, 0);
  if (!plan_.is_reader) return;
  set_limit(RLIMIT_FSIZE, 0);
  set_limit(RLIMIT_NOFILE, 16);
}

void ChildStart::execute(int program, int report) const {
  if (program >= 0) {
    ::fexecve(program, words_.data(), environment_.data());
    give_up(report, StartFailure::Step::program, errno);
  }
  int reason = ENOENT;
  for (const std::string& path : plan_.programs) {
    ::execve(path.c_str(), words_.data(), environment_.data());
    if (errno != ENOENT && errno != ENOTDIR) reason = errno;
  }
  give_up(report, StartFailure::Step::program, reason);
}

}  // namespace digue::machine::linux
