#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "machine/account.h"

namespace digue::machine::linux {

/// What we use of a line of passwd(5).
struct PasswdEntry {
  uid_t user = 0;
  Account account;
  std::string shell;

  bool operator==(const PasswdEntry&) const = default;
};

constexpr std::size_t max_passwd_bytes = 4 * 1024 * 1024;

/// Every line of a passwd file, or of what `getent passwd` prints. `damaged` when one cannot be understood: that line
/// could be a person.
Result<std::vector<PasswdEntry>> parse_passwd(std::string_view text);

/// The lowest uid of a person in /etc/login.defs; 1000 where it says nothing.
uid_t parse_lowest_user_id(std::string_view login_defs);

/// Whether the sources of accounts that /etc/nsswitch.conf names all tell everybody they know. A directory server
/// (sss, ldap, winbind) usually does not.
bool sources_tell_everybody(std::string_view nsswitch_conf);

/// Whether somebody can open a session with it.
bool is_person(const PasswdEntry& entry, uid_t lowest_user_id);

}  // namespace digue::machine::linux
