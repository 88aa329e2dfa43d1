#pragma once

#include "apps/digue/repository_session.h"
#include "backup/prune.h"

namespace digue::apps {

/// What --max-unused, --max-repack-size and --dry-run say.
Result<backup::PruneOptions> prune_options(const RepositoryWords& words);

/// Under the session's exclusive lock, its index not yet loaded. Says what was freed.
Result<ExitCode> prune_and_say(const Context& context, RepositorySession& session, backup::PruneOptions options);

}  // namespace digue::apps
