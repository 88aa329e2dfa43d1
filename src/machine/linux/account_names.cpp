#include "machine/linux/account_names.h"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <vector>

namespace digue::machine::linux {

namespace {

/// A group has as much text as it has members.
constexpr std::size_t first_buffer_bytes = 1024;
constexpr std::size_t max_buffer_bytes = std::size_t{16} * 1024 * 1024;

/// getpwuid_r() and getgrgid_r() are the same function with other types.
template <typename Record, typename Number, typename Ask>
std::string name_of(Number id, Ask ask, char* Record::* name) {
  for (std::vector<char> buffer(first_buffer_bytes); buffer.size() <= max_buffer_bytes;
       buffer.resize(4 * buffer.size())) {
    Record record{};
    Record* found = nullptr;
    const int reason = ask(id, &record, buffer.data(), buffer.size(), &found);
    if (reason == 0) return found == nullptr ? std::string() : found->*name;
    if (reason != ERANGE) return {};
  }
  return {};
}

}  // namespace

std::string AccountNames::user(uid_t id) {
  const std::lock_guard lock(mutex_);
  const auto known = users_.find(id);
  if (known != users_.end()) return known->second;
  return users_.emplace(id, name_of(id, ::getpwuid_r, &passwd::pw_name)).first->second;
}

std::string AccountNames::group(gid_t id) {
  const std::lock_guard lock(mutex_);
  const auto known = groups_.find(id);
  if (known != groups_.end()) return known->second;
  return groups_.emplace(id, name_of(id, ::getgrgid_r, &group::gr_name)).first->second;
}

}  // namespace digue::machine::linux
