#pragma once

#include <vector>

#include "apps/digue/command.h"
#include "json/value.h"
#include "repository/snapshots.h"

namespace digue::apps {

/// What --host, --tag and --path say.
repository::SnapshotFilter snapshot_filter(const RepositoryWords& words);

/// Those that the words of the command name, or all that fit the filter when it names none; the oldest first.
Result<std::vector<const repository::LoadedSnapshot*>> chosen_snapshots(const Context& context,
                                                                        const repository::SnapshotList& list);

/// A snapshot in one line for people.
std::string snapshot_row(const Context& context, const repository::LoadedSnapshot& loaded);

/// What was counted, under restic's names.
json::Object summary_members(const repository::SnapshotSummary& summary);

/// A snapshot as restic's --json has it.
json::Value snapshot_line(const repository::LoadedSnapshot& loaded);

}  // namespace digue::apps
