#include "machine/linux/processes.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "machine/linux/wait.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

constexpr std::array<std::string_view, 4> program_folders = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

Result<std::vector<std::string>> programs_named(const std::string& word) {
  if (word.empty()) return failure(ErrorCode::invalid_input, "no program");
  if (word.starts_with('/')) return std::vector{word};
  if (word.find('/') != std::string::npos) return failure(ErrorCode::invalid_input, "neither absolute nor a name");
  std::vector<std::string> programs;
  for (const std::string_view folder : program_folders) programs.push_back(std::string(folder) + "/" + word);
  return programs;
}

std::vector<std::string> environment_of(const std::optional<Account>& account) {
  std::vector<std::string> environment = {"LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
  if (!account) return environment;
  if (!account->home.empty()) environment.push_back("HOME=" + account->home);
  environment.push_back("USER=" + account->name);
  environment.push_back("LOGNAME=" + account->name);
  // A tmpfs of the system's: asking for it never waits.
  const std::string runtime_folder = "/run/user/" + account->id;
  struct stat status{};
  if (::stat(runtime_folder.c_str(), &status) == 0) environment.push_back("XDG_RUNTIME_DIR=" + runtime_folder);
  return environment;
}

Result<ChildPlan> plan_for(const Command& command) {
  if (command.words.empty()) return failure(ErrorCode::invalid_input, "no program");
  ChildPlan plan;
  plan.programs = TRY(programs_named(command.words.front()));
  plan.words = command.words;
  plan.environment = environment_of(command.as);
  if (std::ranges::any_of(plan.words, has_nul) || std::ranges::any_of(plan.environment, has_nul)) {
    return failure(ErrorCode::invalid_input, "a NUL in a word");
  }
  return plan;
}

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
      output.exit_code = WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
      return output;
    }
    TRY(wait_for_either(pipe.number(), child.ended_descriptor(), POLLIN, deadline));
  }
}

}  // namespace

Result<Output> LinuxProcesses::run(const Command& command, Deadline deadline) {
  ChildPlan plan = TRY(plan_for(command));
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
