#pragma once

#include "machine/disk.h"
#include "machine/sleeper.h"
#include "store/location.h"
#include "store/retry.h"

namespace digue::store {

/// What a place may need; all that is referred to must outlive the store.
struct Surroundings {
  machine::Disk& disk;
  machine::Sleeper& sleeper;
  RetryLimits retry_limits{};

  /// For servers, PEM files; without the first, the authorities of the system are trusted.
  std::string authority_file{};
  std::string client_certificate_file{};
  std::string client_key_file{};
  /// Instead of what the location says: a password belongs neither on a command line nor in a list of settings.
  std::string user{};
  std::optional<crypto::Secret> password{};
};

/// The store at that place, which tries again what was unavailable. Nothing is asked of the place yet. Takes the
/// password out of its arguments.
Result<std::unique_ptr<Store>> open_store(Location location, Surroundings surroundings);

}  // namespace digue::store
