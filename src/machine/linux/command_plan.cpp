#include "machine/linux/command_plan.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace digue::machine::linux {

namespace {

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

}  // namespace

Result<ChildPlan> plan_for(const std::vector<std::string>& words, const std::optional<Account>& as) {
  if (words.empty()) return failure(ErrorCode::invalid_input, "no program");
  ChildPlan plan;
  plan.programs = TRY(programs_named(words.front()));
  plan.words = words;
  plan.environment = environment_of(as);
  if (std::ranges::any_of(plan.words, has_nul) || std::ranges::any_of(plan.environment, has_nul)) {
    return failure(ErrorCode::invalid_input, "a NUL in a word");
  }
  return plan;
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace digue::machine::linux
