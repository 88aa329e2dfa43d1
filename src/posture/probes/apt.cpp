#include "posture/probes/apt.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/text.h"

namespace digue::posture {

Result<AptUpdates> parse_apt_simulation(std::string_view text) {
  AptUpdates updates;
  for (const std::string_view line : lines_of(text)) {
    if (!line.starts_with("Inst ")) continue;
    const std::size_t begin = line.find(" (");
    const std::size_t end = line.find(')', begin == std::string_view::npos ? line.size() : begin);
    if (end == std::string_view::npos) return failure(ErrorCode::damaged, "an update without its origin");
    ++updates.pending;
    // "Debian-Security:12/stable-security", "Ubuntu:24.04/noble-security", "UbuntuESM:24.04/noble-infra-security"
    if (lower_ascii(line.substr(begin, end - begin)).contains("-security")) ++updates.security;
  }
  return updates;
}

namespace {

/// An interval: "0" is never; "always", days, or a number with a unit s, m, h or d is some time.
std::optional<bool> is_ever(std::string_view interval) {
  if (interval == "always") return true;
  if (!interval.empty() && std::string_view("smhd").contains(interval.back())) interval.remove_suffix(1);
  if (interval.empty() || interval.size() > 9 || !std::ranges::all_of(interval, is_digit)) return std::nullopt;
  return *parse_integer(interval) > 0;
}

}  // namespace

std::optional<bool> parse_apt_periodic(std::string_view dump) {
  std::map<std::string, std::string, std::less<>> values;
  for (const std::string_view line : lines_of(dump)) {
    const std::size_t quote = line.find(" \"");
    if (quote == std::string_view::npos || !line.ends_with("\";") || line.size() < quote + 4) continue;
    values[std::string(line.substr(0, quote))] = line.substr(quote + 2, line.size() - quote - 4);
  }
  // apt.systemd.daily: everything is on unless Enable is 0, and each of the others is off where it is absent.
  const auto value = [&](std::string_view name, std::string_view absent) {
    const auto found = values.find(name);
    return is_ever(found == values.end() ? absent : std::string_view(found->second));
  };
  bool any_unknown = false;
  for (const std::optional<bool> part :
       {value("APT::Periodic::Enable", "1"), value("APT::Periodic::Update-Package-Lists", "0"),
        value("APT::Periodic::Unattended-Upgrade", "0")}) {
    if (part == false) return false;
    any_unknown = any_unknown || !part;
  }
  if (any_unknown) return std::nullopt;
  return true;
}

}  // namespace digue::posture
