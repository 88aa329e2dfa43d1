#include "backup/before_archive.h"

#include <algorithm>

namespace digue::backup {

const repository::LoadedSnapshot* find_parent(const repository::SnapshotList& list, const std::string& host,
                                              std::vector<std::string> paths, Instant not_after) {
  std::ranges::sort(paths);
  const repository::LoadedSnapshot* parent = nullptr;
  for (const repository::LoadedSnapshot& loaded : list.snapshots) {
    std::vector<std::string> its_paths = loaded.snapshot.paths;
    std::ranges::sort(its_paths);
    const bool is_past = to_instant(loaded.snapshot.time) <= not_after;
    if (is_past && loaded.snapshot.hostname == host && its_paths == paths) parent = &loaded;
  }
  return parent;
}

Result<repository::PackSurvey> adopt_packs(repository::Repository& repository, repository::BlobWriter& writer,
                                           repository::BlobTools& tools) {
  repository::PackSurvey survey = TRY(repository::survey_packs(repository, tools));
  if (!survey.missing.empty()) repository.index().remove_packs(survey.missing);
  for (repository::FinishedPack& pack : survey.orphans) writer.adopt(std::move(pack));
  survey.orphans.clear();
  return survey;
}

}  // namespace digue::backup
