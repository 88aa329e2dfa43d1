#include "apps/digue/snapshot_words.h"

#include <fmt/core.h>

#include "base/text.h"
#include "texts/when.h"

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

std::string snapshot_row(const Context& context, const repository::LoadedSnapshot& loaded) {
  const Instant at = to_instant(loaded.snapshot.time);
  const machine::Clock& clock = context.machine.clock();
  std::string paths;
  for (const std::string& path : loaded.snapshot.paths) paths += (paths.empty() ? "" : ", ") + printable(path);
  return fmt::format("{}  {}  {}  {}", loaded.id.short_hex(),
                     texts::say_instant(context.texts, at, clock.now(), clock.ahead_of_utc(at)),
                     printable(loaded.snapshot.hostname), paths);
}

json::Object summary_members(const repository::SnapshotSummary& summary) {
  const auto count = [](std::uint64_t number) { return static_cast<std::int64_t>(number); };
  return {{"backup_start", to_rfc3339(to_instant(summary.backup_start))},
          {"backup_end", to_rfc3339(to_instant(summary.backup_end))},
          {"files_new", count(summary.files_new)},
          {"files_changed", count(summary.files_changed)},
          {"files_unmodified", count(summary.files_unmodified)},
          {"dirs_new", count(summary.dirs_new)},
          {"dirs_changed", count(summary.dirs_changed)},
          {"dirs_unmodified", count(summary.dirs_unmodified)},
          {"data_blobs", count(summary.data_blobs)},
          {"tree_blobs", count(summary.tree_blobs)},
          {"data_added", count(summary.data_added)},
          {"data_added_packed", count(summary.data_added_packed)},
          {"total_files_processed", count(summary.total_files_processed)},
          {"total_bytes_processed", count(summary.total_bytes_processed)}};
}

json::Value snapshot_line(const repository::LoadedSnapshot& loaded) {
  const repository::Snapshot& snapshot = loaded.snapshot;
  json::Array paths(snapshot.paths.begin(), snapshot.paths.end());
  json::Array tags(snapshot.tags.begin(), snapshot.tags.end());
  json::Value line = json::Object{{"time", to_rfc3339(to_instant(snapshot.time))},
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
  if (snapshot.summary) line.set("summary", summary_members(*snapshot.summary));
  line.set("id", loaded.id.hex());
  line.set("short_id", loaded.id.short_hex());
  return line;
}

}  // namespace digue::apps
