#pragma once

#include "machine/account.h"
#include "machine/files.h"
#include "machine/linux/passwd.h"
#include "machine/processes.h"

namespace digue::machine::linux {

/// The people of all the sources of accounts (nsswitch.conf), asked through `getent` because a directory server may not
/// answer. Where such a server does not tell everybody it knows, those who have been at this computer count: the users
/// of running sessions and those whom the login screen remembers.
///
/// Root is no person here, also on a machine where nobody else exists: then the list is empty, and what is asked of
/// each person stays unknown.
class LinuxAccounts final : public Accounts {
 public:
  LinuxAccounts(Files& files, Processes& processes) : files_(files), processes_(processes) {}

  Result<std::vector<Account>> people(Deadline deadline) override;

 private:
  Result<std::string> text_if_there(const std::string& path, Deadline deadline);
  Result<std::vector<PasswdEntry>> entries_of(std::vector<std::string> names, Deadline deadline);
  Result<std::vector<std::string>> seen_here(Deadline deadline);

  Files& files_;
  Processes& processes_;
};

}  // namespace digue::machine::linux
