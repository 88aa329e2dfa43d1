#include "posture/probes/wifi_security.h"

namespace digue::posture {

namespace {

// NM80211ApFlags
constexpr std::int64_t privacy = 0x1;
// NM80211ApSecurityFlags
constexpr std::int64_t pair_wep = 0x1 | 0x2;
constexpr std::int64_t pair_tkip = 0x4;
constexpr std::int64_t pair_ccmp = 0x8;
constexpr std::int64_t group_wep = 0x10 | 0x20;
constexpr std::int64_t group_tkip = 0x40;
constexpr std::int64_t group_ccmp = 0x80;
constexpr std::int64_t psk = 0x100;
constexpr std::int64_t enterprise = 0x200;
constexpr std::int64_t sae = 0x400;
constexpr std::int64_t owe = 0x800;
constexpr std::int64_t owe_transition = 0x1000;
constexpr std::int64_t suite_b_192 = 0x2000;
constexpr std::int64_t all_known = 0x3FFF;

bool has(std::int64_t flags, std::int64_t any_of) { return (flags & any_of) != 0; }

/// A network of the second generation (RSN) alone.
std::optional<std::string_view> rsn_security(std::int64_t rsn) {
  if (has(rsn, pair_wep | group_wep)) return "wep";
  // TKIP belongs to the first WPA; where it is still accepted, so is the first WPA's weakness.
  if (has(rsn, pair_tkip | group_tkip)) return "wpa_wpa2";
  // The 192-bit suite has ciphers of its own, which these flags cannot name.
  if (rsn == suite_b_192) return "enterprise";
  if (!has(rsn, pair_ccmp) || !has(rsn, group_ccmp)) return std::nullopt;
  if (has(rsn, owe | owe_transition)) return "owe";
  if (has(rsn, psk)) return has(rsn, sae) ? "wpa2_wpa3" : "wpa2";
  if (has(rsn, sae)) return "wpa3";
  if (has(rsn, enterprise | suite_b_192)) return "enterprise";
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> wifi_security(const AccessPointFlags& access_point) {
  const std::int64_t wpa = access_point.wpa_flags;
  const std::int64_t rsn = access_point.rsn_flags;
  if (has(wpa | rsn, ~all_known)) return std::nullopt;
  const bool is_private = has(access_point.flags, privacy);
  if (wpa == 0 && rsn == 0) return is_private ? "wep" : "open";
  // The open half of a pair of networks, one open, one OWE: whoever joins this one is not encrypted.
  if (wpa == 0 && rsn == owe_transition && !is_private) return "open";
  // 802.11 wants the privacy bit in every network with a key; without it the rest is not to be believed. OWE has none.
  if (!is_private && !(wpa == 0 && has(rsn, owe))) return std::nullopt;
  if (wpa == 0) return rsn_security(rsn);
  if (has(wpa | rsn, pair_wep | group_wep)) return "wep";
  return rsn == 0 ? "wpa" : "wpa_wpa2";
}

}  // namespace digue::posture
