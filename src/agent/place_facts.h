#pragma once

#include "agent/places.h"
#include "json/value.h"
#include "posture/facts.h"

namespace digue::agent {

/// A host whose certificate for health data was read at its source.
struct HdsHost {
  std::string name;
  std::string scope;  ///< what of it is certified, in French
  std::string since;  ///< a day, as in 2025-11-14
};

/// The host of a server's place, if it stands in content/lists/hds-hosts.toml; nothing says nothing: what is not in the
/// list may well be certified. `bug` if the list cannot be read.
Result<std::optional<HdsHost>> hds_host_of(const plan::Place& place, const json::Value& content);

/// The table `places` of facts.sql: ids, and no name that people gave.
posture::Reading place_facts(const std::vector<PlaceStanding>& standings, const json::Value& content, Instant now);

}  // namespace digue::agent
