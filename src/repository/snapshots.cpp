#include "repository/snapshots.h"

#include <algorithm>
#include <utility>

namespace digue::repository {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

bool contains_all(const std::vector<std::string>& list, const std::vector<std::string>& wanted) {
  return std::ranges::all_of(wanted, [&](const std::string& one) { return contains(list, one); });
}

}  // namespace

Result<SnapshotList> load_snapshots(Repository& repository, BlobTools& tools) {
  SnapshotList list;
  for (const store::ListedFile& file : TRY(repository.store().list(store::FileType::snapshot))) {
    const store::FileName name = {store::FileType::snapshot, file.id};
    const Result<Bytes> json = repository.load_unpacked(name, tools);
    if (!json && json.error().code == ErrorCode::not_found) continue;
    if (!json && json.error().code == ErrorCode::unavailable) return std::unexpected(json.error());
    Result<Snapshot> snapshot = json ? parse_snapshot(text_of(*json)) : std::unexpected(json.error());
    if (snapshot) {
      list.snapshots.push_back({SnapshotId(file.id.raw()), *std::move(snapshot), file.stored_at});
    } else {
      list.quarantined.push_back({name, snapshot.error()});
    }
  }
  std::ranges::sort(list.snapshots, {}, [](const LoadedSnapshot& loaded) {
    return std::tuple(loaded.snapshot.time.seconds, loaded.snapshot.time.nanoseconds, loaded.id);
  });
  return list;
}

bool SnapshotFilter::fits(const Snapshot& snapshot) const {
  const bool fits_tags = tags.empty() || std::ranges::any_of(tags, [&](const std::vector<std::string>& wanted) {
                           return contains_all(snapshot.tags, wanted);
                         });
  return (hosts.empty() || contains(hosts, snapshot.hostname)) && fits_tags && contains_all(snapshot.paths, paths);
}

Result<const LoadedSnapshot*> find_snapshot(const SnapshotList& list, std::string_view name,
                                            const SnapshotFilter& filter) {
  const LoadedSnapshot* found = nullptr;
  for (const LoadedSnapshot& loaded : list.snapshots) {
    if (name == "latest") {
      if (filter.fits(loaded.snapshot)) found = &loaded;
    } else if (!name.empty() && loaded.id.hex().starts_with(name)) {
      if (found != nullptr) return failure(ErrorCode::invalid_input, "several snapshots begin like that");
      found = &loaded;
    }
  }
  if (found == nullptr) return failure(ErrorCode::not_found, "there is no such snapshot");
  return found;
}

}  // namespace digue::repository
