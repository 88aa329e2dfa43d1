#include "repository/snapshot.h"

#include "repository/json_fields.h"
#include "repository/json_object.h"

namespace digue::repository {

namespace {

using json::Cursor;

struct Count {
  std::string_view name;
  std::uint64_t SnapshotSummary::* field;
};

constexpr std::array counts = {
    Count{"files_new", &SnapshotSummary::files_new},
    Count{"files_changed", &SnapshotSummary::files_changed},
    Count{"files_unmodified", &SnapshotSummary::files_unmodified},
    Count{"dirs_new", &SnapshotSummary::dirs_new},
    Count{"dirs_changed", &SnapshotSummary::dirs_changed},
    Count{"dirs_unmodified", &SnapshotSummary::dirs_unmodified},
    Count{"data_blobs", &SnapshotSummary::data_blobs},
    Count{"tree_blobs", &SnapshotSummary::tree_blobs},
    Count{"data_added", &SnapshotSummary::data_added},
    Count{"data_added_packed", &SnapshotSummary::data_added_packed},
    Count{"total_files_processed", &SnapshotSummary::total_files_processed},
    Count{"total_bytes_processed", &SnapshotSummary::total_bytes_processed},
};

std::string summary_json(const SnapshotSummary& summary) {
  JsonObject object;
  object.time("backup_start", summary.backup_start);
  object.time("backup_end", summary.backup_end);
  for (const Count& count : counts) object.number(count.name, summary.*count.field);
  object.raw(summary.unknown);
  return object.finish();
}

Result<void> read_summary(Cursor& cursor, std::optional<SnapshotSummary>& field) {
  if (cursor.take_null()) return {};
  SnapshotSummary& summary = field.emplace();
  return cursor.object([&](std::string_view name) -> Result<void> {
    if (name == "backup_start") return read_field(cursor, summary.backup_start);
    if (name == "backup_end") return read_field(cursor, summary.backup_end);
    for (const Count& count : counts) {
      if (name == count.name) return read_field(cursor, summary.*count.field);
    }
    return read_unknown(cursor, name, summary.unknown);
  });
}

/// A snapshot being read: which of the two members that it must have were there.
struct Reading {
  Snapshot snapshot;
  std::optional<BlobId> tree;
  bool has_time = false;
};

Result<void> read_member(Cursor& cursor, std::string_view name, Reading& reading) {
  Snapshot& snapshot = reading.snapshot;
  if (name == "time") {
    reading.has_time = true;
    return read_field(cursor, snapshot.time);
  }
  if (name == "parent") return read_field(cursor, snapshot.parent);
  if (name == "tree") return read_field(cursor, reading.tree);
  if (name == "paths") return read_field(cursor, snapshot.paths);
  if (name == "hostname") return read_field(cursor, snapshot.hostname);
  if (name == "username") return read_field(cursor, snapshot.username);
  if (name == "uid") return read_field(cursor, snapshot.user_id);
  if (name == "gid") return read_field(cursor, snapshot.group_id);
  if (name == "excludes") return read_field(cursor, snapshot.excludes);
  if (name == "tags") return read_field(cursor, snapshot.tags);
  if (name == "original") return read_field(cursor, snapshot.original);
  if (name == "program_version") return read_field(cursor, snapshot.program_version);
  if (name == "summary") return read_summary(cursor, snapshot.summary);
  return read_unknown(cursor, name, snapshot.unknown);
}

Result<Snapshot> read_whole(std::string_view json) {
  Cursor cursor(json);
  Reading reading;
  TRY(cursor.object([&](std::string_view name) { return read_member(cursor, name, reading); }));
  TRY(cursor.end());
  if (!reading.has_time || !reading.tree) return failure(ErrorCode::invalid_input, "no time or no tree");
  reading.snapshot.tree = *reading.tree;
  return std::move(reading.snapshot);
}

void write_who(JsonObject& object, const Snapshot& snapshot) {
  if (!snapshot.hostname.empty()) object.text("hostname", snapshot.hostname);
  if (!snapshot.username.empty()) object.text("username", snapshot.username);
  if (snapshot.user_id != 0) object.number("uid", snapshot.user_id);
  if (snapshot.group_id != 0) object.number("gid", snapshot.group_id);
}

}  // namespace

std::string to_json(const Snapshot& snapshot) {
  JsonObject object;
  object.time("time", snapshot.time);
  if (snapshot.parent) object.id("parent", *snapshot.parent);
  object.id("tree", snapshot.tree);
  object.texts("paths", snapshot.paths);
  write_who(object, snapshot);
  if (!snapshot.excludes.empty()) object.texts("excludes", snapshot.excludes);
  if (!snapshot.tags.empty()) object.texts("tags", snapshot.tags);
  if (snapshot.original) object.id("original", *snapshot.original);
  if (!snapshot.program_version.empty()) object.text("program_version", snapshot.program_version);
  if (snapshot.summary) object.raw("summary", summary_json(*snapshot.summary));
  object.raw(snapshot.unknown);
  return object.finish();
}

Result<Snapshot> parse_snapshot(std::string_view json) { return as_damage(read_whole(json), "snapshot"); }

}  // namespace digue::repository
