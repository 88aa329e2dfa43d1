#include "machine/linux/file_tree.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/path.h"
#include "machine/linux/attributes.h"
#include "machine/linux/source_tree.h"
#include "machine/linux/target_tree.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Without /proc an attribute that cannot be reached would look like an entry that went.
Result<void> check_proc() {
  if (::access("/proc/self/fd", X_OK) == 0) return {};
  return failure(ErrorCode::unsupported, "/proc is not there");
}

Result<void> check_path(const std::string& path) {
  if (!path.empty() && path.find('\0') == std::string::npos) return {};
  return failure(ErrorCode::invalid_input, "no path");
}

Result<Descriptor> open_root(const std::string& path) {
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return opening_failure(errno, path);
  return folder;
}

/// What is there already is not looked at: on a read-only system mkdir() refuses even that.
Result<void> make_with_parents(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    const bool is_made = ::mkdir(part.c_str(), 0700) == 0;
    const int reason = errno;
    if (!is_made && ::access(part.c_str(), F_OK) != 0) return system_failure(reason, part);
    if (end == std::string::npos) return {};
  }
}

}  // namespace

LinuxFileTree::LinuxFileTree() {
  raise_descriptor_limit();
  tools_.has_attributes_at = has_attributes_at();
}

Result<std::string> LinuxFileTree::absolute(const std::string& path) {
  TRY(check_path(path));
  if (path.starts_with('/')) return clean_path(path);
  const std::unique_ptr<char, decltype(&std::free)> work(::getcwd(nullptr, 0), &std::free);
  if (work == nullptr) return system_failure(errno, "the working folder");
  return clean_path(std::string(work.get()) + "/" + path);
}

Result<std::unique_ptr<SourceFolder>> LinuxFileTree::open_source(const std::string& folder) {
  TRY(check_path(folder));
  TRY(check_proc());
  return std::make_unique<LinuxSourceFolder>(tools_, TRY(open_root(folder)));
}

Result<std::unique_ptr<TargetTree>> LinuxFileTree::open_target(const std::string& folder) {
  TRY(check_path(folder));
  TRY(check_proc());
  TRY(make_with_parents(folder));
  return std::make_unique<LinuxTargetTree>(tools_, TRY(open_root(folder)));
}

}  // namespace digue::machine::linux
