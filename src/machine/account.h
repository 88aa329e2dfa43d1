#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "machine/deadline.h"

namespace digue::machine {

/// Somebody who can open a session at this computer.
struct Account {
  std::string id;         ///< the uid in decimal, or the SID
  std::string name;       ///< what the person types to log in
  std::string real_name;  ///< may be empty
  std::string home;       ///< absolute path; may be empty where nobody knows it

  bool operator==(const Account&) const = default;
};

class Accounts {
 public:
  virtual ~Accounts() = default;

  /// The accounts of people, without services and without those that cannot log in.
  /// An error when the list could not be read whole: half a list would hide a person.
  virtual Result<std::vector<Account>> people(Deadline deadline) = 0;
};

}  // namespace digue::machine
