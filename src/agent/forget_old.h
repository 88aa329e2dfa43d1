#pragma once

#include "agent/save_plan.h"

namespace digue::agent {

/// Forgets the copies of this plan, made by this computer, that the plan does not keep, and frees their room. Others'
/// snapshots in the same repository are not touched. `locked` if somebody else works there; `damaged` if something in
/// the repository or in the journal is not as it must be; `unavailable` if the clock is wrong: nothing is gone then.
Result<Retention> forget_old(const plan::Plan& plan, RepositoryPlace& place, const SavingTools& tools,
                             const repository::LockSurroundings& surroundings, RunObserver& observer);

}  // namespace digue::agent
