#include "machine/identity.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <limits>

namespace digue::machine {

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  // Not ended by a zero byte when it was cut.
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::string user_name(uid_t user) {
  std::array<char, 16 * 1024> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const int status = ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
  return status == 0 && found != nullptr ? std::string(found->pw_name) : std::string();
}

}  // namespace

Identity this_process() { return {host_name(), user_name(::geteuid()), ::geteuid(), ::getegid(), ::getpid()}; }

bool process_exists(std::int64_t process_id) {
  // 0 and negative numbers mean groups of processes.
  if (process_id <= 0 || process_id > std::numeric_limits<pid_t>::max()) return false;
  return ::kill(static_cast<pid_t>(process_id), 0) == 0 || errno != ESRCH;
}

}  // namespace digue::machine
