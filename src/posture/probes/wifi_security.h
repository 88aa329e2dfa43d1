#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace digue::posture {

/// What an access point says of itself, in NetworkManager's numbers (NM80211ApFlags, NM80211ApSecurityFlags).
struct AccessPointFlags {
  std::int64_t flags = 0;
  std::int64_t wpa_flags = 0;
  std::int64_t rsn_flags = 0;
};

/// The weakest way into that network, in the words of wifi_status.security_type; nothing for a pattern that is not
/// known well enough to be judged.
std::optional<std::string_view> wifi_security(const AccessPointFlags& access_point);

}  // namespace digue::posture
