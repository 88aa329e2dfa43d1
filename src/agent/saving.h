#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/proof.h"
#include "agent/repository_here.h"
#include "backup/archive.h"
#include "backup/sources/content_stream.h"
#include "journal/journal.h"
#include "machine/machine.h"
#include "repository/snapshots.h"

namespace digue::agent {

/// What the acts of the agent work with. All of it must outlive them, and belongs to their thread.
struct SavingTools {
  machine::Machine& machine;
  machine::FileTree& files;  ///< what is saved is read through it
  machine::Sleeper& sleeper;
  journal::Journal& journal;
  Workers& workers;
};

/// Files that exist only while they are saved, and the folder in which they stand in the snapshot.
struct StreamedFolder {
  std::string path;
  std::vector<backup::StreamedFile> files;
};

/// What becomes one snapshot.
struct Saving {
  std::vector<std::string> paths;     ///< absolute
  StreamedFolder streamed;            ///< saved beside the paths, whatever is excluded
  std::vector<std::string> origins;   ///< folders of this computer from which streamed files come, where that is known
  std::vector<std::string> excludes;  ///< restic's pattern language
  std::vector<std::string> tags;
  backup::FolderIdentity left_out;  ///< the state
  Instant started_at;
  std::string program;  ///< name and version
  bool is_demonstration = false;
  std::optional<PlannedRunIds> run;
  std::uint64_t missing = 0;  ///< folders that should be among the paths, and are not there: they count as unsaved
};

using OnQuarantined = std::function<void(const std::vector<repository::Quarantined>&)>;
/// Told how much there was in the snapshot with which this one is compared.
using OnExpected = std::function<void(std::uint64_t bytes)>;

/// Saves into a repository whose index is loaded and whose lock is held: what crashed runs left is adopted, what others
/// brought is noted, the snapshot is made, and the journal says so. Errors as backup::archive and Journal::append;
/// `invalid_input` for a pattern that is none, `not_found` if there are only streamed files and none came.
Result<SavedBackup> save_snapshot(repository::Repository& repository, const RepositoryPlace& place,
                                  const Saving& saving, const SavingTools& tools, backup::ArchiveObserver& observer,
                                  const OnQuarantined& quarantined, const OnExpected& expected = {});

}  // namespace digue::agent
