#pragma once

#include <string>
#include <string_view>

namespace digue::machine::linux {

/// What blkid(8) found on a device.
struct FoundContent {
  std::string kind;         ///< TYPE, as in "ext4"; empty: nothing that blkid knows
  std::string file_system;  ///< UUID; empty where there is none, or one that could not be a name of a folder
  std::string label;

  bool operator==(const FoundContent&) const = default;
};

/// Reads "blkid -p -o export" (blkid(8)). What it says of a device was written by whoever formatted it: fuzz/blkid.
FoundContent parse_blkid(std::string_view text);

}  // namespace digue::machine::linux
