#pragma once

#include <array>

#include "machine/clock.h"
#include "machine/file_tree.h"
#include "repository/node.h"

namespace digue::backup {

/// Turns what the file system says of an entry into the node that restic makes of it, and back. Belongs to one thread.
class NodeMaker {
 public:
  /// Without `keeps_access_time` the time of change stands in its place: otherwise each reading would change the tree.
  NodeMaker(const machine::Clock& clock, bool keeps_access_time)
      : clock_(clock), keeps_access_time_(keeps_access_time) {}

  /// Content and subtree are still missing; a file has an empty content.
  repository::Node make(const std::string& name, machine::EntryMetadata metadata);

 private:
  repository::ZonedTime zoned(const machine::FileTime& time);
  std::int32_t offset_at(std::int64_t seconds);

  /// Asking the system for the zone costs more than all the rest. No zone changes within a quarter of an hour.
  struct Known {
    std::int64_t quarter = 0;
    std::int32_t offset = 0;
    bool is_set = false;
  };

  const machine::Clock& clock_;
  bool keeps_access_time_;
  std::array<Known, 256> known_{};
};

machine::EntryMetadata metadata_of(const repository::Node& node);

}  // namespace digue::backup
