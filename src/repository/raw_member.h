#pragma once

#include <string>
#include <vector>

namespace digue::repository {

/// A member of a JSON object that we do not know, kept as it was so that it is there when the object is written again.
struct RawMember {
  std::string name;
  std::string json;

  bool operator==(const RawMember&) const = default;
};

using RawMembers = std::vector<RawMember>;

}  // namespace digue::repository
