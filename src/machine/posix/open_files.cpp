#include "machine/open_files.h"

#include <sys/resource.h>

#include <algorithm>

namespace digue::machine {

namespace {

/// More than any program needs. Old programs that we start close every number there could be.
constexpr rlim_t enough = 16'384;

}  // namespace

std::size_t raise_open_files_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const rlim_t wanted = std::max(limit.rlim_cur, std::min(limit.rlim_max, enough));
  if (wanted == limit.rlim_cur) return static_cast<std::size_t>(limit.rlim_cur);
  const rlimit raised{wanted, limit.rlim_max};
  return static_cast<std::size_t>(::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? wanted : limit.rlim_cur);
}

}  // namespace digue::machine
