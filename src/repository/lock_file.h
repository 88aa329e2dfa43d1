#pragma once

#include <string>

#include "repository/ids.h"
#include "repository/zoned_time.h"

namespace digue::repository {

/// That somebody works in the repository. It says nothing by itself: who wrote it, and when it is stale, is judged by
/// whoever reads it.
struct LockFile {
  ZonedTime time;
  bool is_exclusive = false;
  std::string hostname;
  std::string username;
  std::int64_t process_id = 0;
  std::uint32_t user_id = 0;
  std::uint32_t group_id = 0;

  bool operator==(const LockFile&) const = default;
};

std::string to_json(const LockFile& lock);
/// `damaged` for what is no lock.
Result<LockFile> parse_lock_file(std::string_view json);

}  // namespace digue::repository
