#include "machine/local_group.h"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <vector>

#include "machine/posix/errors.h"

namespace digue::machine {

namespace {

constexpr std::size_t max_entry_bytes = 1024 * 1024;

/// Asks a function of the getpwuid_r(3) family with a buffer that is long enough; `found` then points into it.
template <typename Entry, typename Ask>
Result<bool> ask_system(const Ask& ask, Entry& entry, std::vector<char>& buffer) {
  for (buffer.resize(4096); buffer.size() <= max_entry_bytes; buffer.resize(buffer.size() * 4)) {
    Entry* found = nullptr;
    const int error = ask(&entry, buffer.data(), buffer.size(), &found);
    if (error == ERANGE) continue;
    if (error != 0 && error != ENOENT) return posix::system_failure(error, "accounts and groups");
    return found != nullptr;
  }
  return failure(ErrorCode::unavailable, "an entry that is too long");
}

}  // namespace

Result<bool> is_in_group(std::uint32_t user_id, std::uint32_t group_id, const std::string& name) {
  struct group group{};
  std::vector<char> group_text;
  const auto ask_group = [&](struct group* entry, char* text, std::size_t size, struct group** found) {
    return ::getgrnam_r(name.c_str(), entry, text, size, found);
  };
  if (!TRY(ask_system(ask_group, group, group_text))) return failure(ErrorCode::not_found, "no group " + name);
  if (group.gr_gid == group_id) return true;
  struct passwd account{};
  std::vector<char> account_text;
  const auto ask_account = [&](struct passwd* entry, char* text, std::size_t size, struct passwd** found) {
    return ::getpwuid_r(user_id, entry, text, size, found);
  };
  if (!TRY(ask_system(ask_account, account, account_text))) return false;
  for (char** member = group.gr_mem; *member != nullptr; ++member) {
    if (std::string_view(*member) == account.pw_name) return true;
  }
  return false;
}

}  // namespace digue::machine
