#pragma once

#include <cstdint>
#include <string>

namespace digue::machine {

/// Who does something, as others will read it: in a lock, in a snapshot.
struct Identity {
  std::string host;
  std::string user;
  std::uint32_t user_id = 0;  ///< 0 also where a system has none
  std::uint32_t group_id = 0;
  std::int64_t process_id = 0;

  bool operator==(const Identity&) const = default;
};

/// This program, on this computer.
Identity this_process();

/// Whether a process of that number runs on this computer. When that cannot be told, it does.
bool process_exists(std::int64_t process_id);

}  // namespace digue::machine
