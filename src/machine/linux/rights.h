#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <vector>

#include "machine/account.h"
#include "machine/processes.h"

namespace digue::machine::linux {

/// What the kernel asks to decide what a process may do.
struct Rights {
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> groups;

  bool operator==(const Rights&) const = default;
};

/// Whether this program could take the rights of the account at all: it is root's, or they are its own. `denied` else.
Result<void> check_may_become(const Account& account);

/// The rights of an account; none when they are those of this program. The groups come from the system's own `id`, that
/// knows all sources of accounts, in a process of its own: a directory server that does not answer costs the deadline.
Result<std::optional<Rights>> rights_of(const Account& account, Processes& processes, Deadline deadline);

/// The user id in an account's `id`, `invalid_input` if there is none.
Result<uid_t> user_id_of(const Account& account);

/// Reads what `id -G` prints: the first group is the account's own.
Result<std::vector<gid_t>> parse_groups(std::string_view text);

}  // namespace digue::machine::linux
