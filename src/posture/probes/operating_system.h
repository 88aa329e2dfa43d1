#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "posture/probe.h"

namespace digue::posture {

/// What the machine says it runs.
struct OperatingSystem {
  std::string platform;
  std::optional<std::string> name;
  std::optional<std::string> version;
  std::optional<std::int64_t> build;
  std::optional<std::string> edition;
};

/// Nothing when not even the platform is known. What could not be read is remembered in the reading.
std::optional<OperatingSystem> read_operating_system(const Look& look, Reading& reading);

}  // namespace digue::posture
