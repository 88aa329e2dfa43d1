#include "apps/digue/snapshot_words.h"

#include "base/text.h"

namespace digue::apps {

repository::SnapshotFilter snapshot_filter(const RepositoryWords& words) {
  repository::SnapshotFilter filter{words.hosts, {}, words.paths};
  for (const std::string& list : words.tags) {
    std::vector<std::string>& wanted = filter.tags.emplace_back();
    for (const std::string_view tag : split(list, ',')) wanted.emplace_back(tag);
  }
  return filter;
}

Result<std::vector<const repository::LoadedSnapshot*>> chosen_snapshots(const Context& context,
                                                                        const repository::SnapshotList& list) {
  const repository::SnapshotFilter filter = snapshot_filter(context.invocation.repository);
  std::vector<const repository::LoadedSnapshot*> chosen;
  for (const std::string& name : context.invocation.words) {
    chosen.push_back(TRY(repository::find_snapshot(list, name, filter)));
  }
  if (!context.invocation.words.empty()) return chosen;
  for (const repository::LoadedSnapshot& loaded : list.snapshots) {
    if (filter.fits(loaded.snapshot)) chosen.push_back(&loaded);
  }
  return chosen;
}

json::Value snapshot_line(const repository::LoadedSnapshot& loaded) {
  const repository::Snapshot& snapshot = loaded.snapshot;
  json::Array paths(snapshot.paths.begin(), snapshot.paths.end());
  json::Array tags(snapshot.tags.begin(), snapshot.tags.end());
  json::Value line = json::Object{{"message_type", "snapshot"},
                                  {"struct_type", "snapshot"},
                                  {"id", loaded.id.hex()},
                                  {"short_id", loaded.id.short_hex()},
                                  {"time", to_rfc3339(to_instant(snapshot.time))},
                                  {"tree", snapshot.tree.hex()},
                                  {"paths", std::move(paths)},
                                  {"hostname", snapshot.hostname},
                                  {"username", snapshot.username},
                                  {"program_version", snapshot.program_version}};
  if (snapshot.user_id != 0) line.set("uid", std::int64_t{snapshot.user_id});
  if (snapshot.group_id != 0) line.set("gid", std::int64_t{snapshot.group_id});
  if (!snapshot.excludes.empty()) {
    line.set("excludes", json::Array(snapshot.excludes.begin(), snapshot.excludes.end()));
  }
  if (!tags.empty()) line.set("tags", std::move(tags));
  if (snapshot.parent) line.set("parent", snapshot.parent->hex());
  if (snapshot.original) line.set("original", snapshot.original->hex());
  return line;
}

}  // namespace digue::apps
