#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace digue::posture {

/// The updates that "apt-get -s dist-upgrade" would install.
struct AptUpdates {
  std::int64_t pending = 0;
  std::int64_t security = 0;  ///< those of them that come from a security archive
};

/// Counts the lines "Inst name [old] (new origin:version/suite, … [architecture])". `damaged` if one has another form.
Result<AptUpdates> parse_apt_simulation(std::string_view text);

/// Whether "apt-config dump APT::Periodic" asks for security updates without a person: lists are fetched, unattended
/// upgrades run, and nothing switches both off. Nothing if a value is none that /usr/lib/apt/apt.systemd.daily knows.
std::optional<bool> parse_apt_periodic(std::string_view dump);

}  // namespace digue::posture
