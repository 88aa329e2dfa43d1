#pragma once

#include <string>
#include <vector>

#include "repository/blob_writer.h"
#include "repository/pack_survey.h"
#include "repository/snapshots.h"

namespace digue::backup {

/// The newest snapshot of these absolute paths, in any order, on that computer; nullptr if there is none. One that is
/// later than `not_after` does not count: it would stay the newest for ever.
const repository::LoadedSnapshot* find_parent(const repository::SnapshotList& list, const std::string& host,
                                              std::vector<std::string> paths, Instant not_after);

/// Packs that a crashed run left are used again; packs that are gone are forgotten, so that what was in them is saved
/// once more while it is still there. The index is loaded. Returns what was found; its orphans are the writer's now.
Result<repository::PackSurvey> adopt_packs(repository::Repository& repository, repository::BlobWriter& writer,
                                           repository::BlobTools& tools);

}  // namespace digue::backup
