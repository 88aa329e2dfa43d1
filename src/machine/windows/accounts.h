#pragma once

#include "machine/windows/people.h"
#include "machine/windows/registry.h"

namespace digue::machine::windows {

/// Asks the computer's own security database and its list of profiles; neither waits for a network.
class WindowsAccounts final : public Accounts {
 public:
  explicit WindowsAccounts(NativeRegistry& registry) : registry_(registry) {}

  Result<std::vector<Account>> people(Deadline deadline) override;

 private:
  Result<std::vector<Profile>> profiles();

  NativeRegistry& registry_;
};

/// The accounts of the security database. Errors: `denied`, `unavailable`, `invalid_input` (more than a computer of a
/// practice can have: a domain controller).
Result<LocalAccounts> local_accounts();

}  // namespace digue::machine::windows
