#pragma once

#include <memory>
#include <optional>
#include <string>

#include "machine/clock.h"
#include "machine/disk.h"
#include "machine/sleeper.h"
#include "plan/plans.h"
#include "repository/keys.h"
#include "repository/lock.h"
#include "store/store.h"

namespace digue::agent {

/// Who makes a key file here and now.
repository::KeyMaker key_maker(const machine::Clock& clock);

/// What a lock must know of this computer. Both must outlive it.
repository::LockSurroundings lock_surroundings(const machine::Clock& clock, machine::Sleeper& sleeper);

/// A repository and what opens it.
struct RepositoryPlace {
  std::unique_ptr<store::Store> store;
  crypto::Secret password;
  std::optional<std::string> folder;  ///< where it lies on this computer; none on a server
};

/// The password that opens all repositories of a practice: `repository.password` in the state (0600, docs/threats.md).
/// `not_found` if none was made.
Result<crypto::Secret> read_state_password(const std::string& state);

/// The same, made for paper at the first time (docs/formats/paper-key.md). `is_in_use` says that there is a repository
/// which it must open: then none is made, and a missing one is `damaged`.
Result<crypto::Secret> keep_state_password(const std::string& state, bool is_in_use);

/// Whether the practice has a repository already that its password must open.
bool has_repository(const plan::Plans& plans, const std::string& state, machine::Disk& disk);

/// The repository in the state folder: `repository`, which `repository.password` opens (0600, docs/threats.md). Both
/// are made at the first time, the password first: a repository never exists without it. `damaged` if somebody took the
/// password away; then nothing is made.
Result<RepositoryPlace> open_state_repository(const std::string& state, machine::Disk& disk, machine::Sleeper& sleeper,
                                              const machine::Clock& clock);

}  // namespace digue::agent
