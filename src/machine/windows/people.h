#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "machine/account.h"

namespace digue::machine::windows {

/// An account of the computer's own security database (SAM).
struct LocalAccount {
  std::uint32_t number = 0;  ///< the last part of its SID (RID)
  std::string name;
  std::string real_name;
  bool may_log_in = false;
};

/// What the computer itself knows without asking a server.
struct LocalAccounts {
  std::string computer;  ///< the SID of which those of its accounts are made, as in "S-1-5-21-1-2-3"
  std::vector<LocalAccount> accounts;
};

/// The mark of somebody who has been at this computer: a key below ProfileList.
struct Profile {
  std::string sid;   ///< the key's name: with ".bak" at its end for one that Windows could not load
  std::string home;  ///< may be empty
};

/// The local accounts that may log in, and the people of a domain, of Entra ID and of Microsoft accounts who have been
/// at this computer. The server that knows these is not asked, for it may not answer: so they have the name of their
/// folder. Services have profiles too, but no SID of people.
std::vector<Account> people_of(const LocalAccounts& local, const std::vector<Profile>& profiles);

}  // namespace digue::machine::windows
