#pragma once

#include <optional>
#include <string>
#include <vector>

#include "repository/ids.h"
#include "repository/raw_member.h"
#include "repository/zoned_time.h"

namespace digue::repository {

/// What was counted while a snapshot was made (restic since 0.17).
struct SnapshotSummary {
  ZonedTime backup_start;
  ZonedTime backup_end;
  std::uint64_t files_new = 0;
  std::uint64_t files_changed = 0;
  std::uint64_t files_unmodified = 0;
  std::uint64_t dirs_new = 0;
  std::uint64_t dirs_changed = 0;
  std::uint64_t dirs_unmodified = 0;
  std::uint64_t data_blobs = 0;
  std::uint64_t tree_blobs = 0;
  std::uint64_t data_added = 0;         ///< bytes of plaintext
  std::uint64_t data_added_packed = 0;  ///< bytes as stored
  std::uint64_t total_files_processed = 0;
  std::uint64_t total_bytes_processed = 0;
  RawMembers unknown;

  bool operator==(const SnapshotSummary&) const = default;
};

/// The state of some folders at one time. All of it but `tree` is what its writer said: it may lie.
struct Snapshot {
  ZonedTime time;
  std::optional<SnapshotId> parent;
  BlobId tree;
  std::vector<std::string> paths;  ///< absolute, in the writer's own notation
  std::string hostname;
  std::string username;
  std::uint32_t user_id = 0;
  std::uint32_t group_id = 0;
  std::vector<std::string> excludes;
  std::vector<std::string> tags;
  std::optional<SnapshotId> original;  ///< the first version of a snapshot that was rewritten
  std::string program_version;
  std::optional<SnapshotSummary> summary;
  RawMembers unknown;  ///< rustic's label, description, delete…

  bool operator==(const Snapshot&) const = default;
};

/// As restic writes it; the members that we do not know come last.
std::string to_json(const Snapshot& snapshot);
/// `damaged` for what is no snapshot; a snapshot has at least a time and a tree.
Result<Snapshot> parse_snapshot(std::string_view json);

}  // namespace digue::repository
