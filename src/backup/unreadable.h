#pragma once

#include <string>
#include <vector>

#include "machine/disk.h"
#include "repository/repository.h"

namespace digue::backup {

/// An index or a snapshot that nobody who has the key can read: a stranger dropped it, or it is broken. Whatever
/// deletes (forget, prune) stops at such a file, for what it named cannot be known.
struct UnreadableFile {
  store::FileName name;
  std::uint64_t size = 0;  ///< bytes
  Error reason;            ///< `damaged`, `invalid_input`
};

/// Reads all indexes and snapshots. An error means that one of them could not be looked at now: `denied`,
/// `unavailable`, `unsupported`.
Result<std::vector<UnreadableFile>> find_unreadable(repository::Repository& repository, repository::BlobTools& tools);

/// Keeps a copy of each in `folder`, which is there, on `disk`; when the copy is durable, the file goes from the
/// repository. Then an index names again what only a broken one named (restic's `repair index`). A copy never replaces
/// another one. A crash at any point leaves the file, its copy, or both.
///
/// The lock is held, exclusively. Errors: those of the place and of the disk; what was done until then stays done.
Result<void> set_aside(repository::Repository& repository, const std::vector<UnreadableFile>& files,
                       machine::Disk& disk, const std::string& folder, repository::BlobTools& tools);

}  // namespace digue::backup
