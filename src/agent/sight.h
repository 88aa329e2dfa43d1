#pragma once

#include "agent/places.h"
#include "agent/service.h"
#include "tell/memory.h"

namespace digue::agent {

/// What is looked at from time to time only, because it takes long.
struct SlowSight {
  std::optional<std::vector<PlaceStanding>> places;  ///< nothing: they could not be looked at
  std::optional<bool> exercise_failed;               ///< nothing: the journal cannot be read
};

/// Whether the newest exercise, which belongs to no plan, did not come back. Reads the journal as far as it is not
/// doubted.
Result<bool> exercise_failed(journal::Journal& journal);

/// What people should hear of. What is not known is said to be so: it neither makes a problem nor mends one.
tell::Sight sight_of(const ServiceStatus& status, const SlowSight& slow, const tell::Sending& mail);

}  // namespace digue::agent
