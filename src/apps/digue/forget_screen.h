#pragma once

#include <map>

#include "apps/digue/command.h"
#include "backup/retention.h"
#include "repository/snapshots.h"

namespace digue::apps {

using SnapshotsById = std::map<repository::SnapshotId, const repository::LoadedSnapshot*>;

/// What stays, what goes, and what is set aside and why; as restic's --json has it, with `set_aside` beside.
void say_plans(const Context& context, const std::vector<backup::GroupPlan>& plans, const SnapshotsById& by_id);

}  // namespace digue::apps
