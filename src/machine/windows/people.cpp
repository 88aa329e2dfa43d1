#include "machine/windows/people.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace digue::machine::windows {

namespace {

/// Profiles by SID; of two for the same person, the one that Windows loads.
std::vector<Profile> loadable(const std::vector<Profile>& profiles) {
  constexpr std::string_view set_aside = ".bak";
  std::vector<Profile> found;
  for (const bool want_set_aside : {false, true}) {
    for (Profile profile : profiles) {
      if (profile.sid.ends_with(set_aside) != want_set_aside) continue;
      if (want_set_aside) profile.sid.resize(profile.sid.size() - set_aside.size());
      if (std::ranges::find(found, profile.sid, &Profile::sid) == found.end()) found.push_back(std::move(profile));
    }
  }
  return found;
}

/// "Well-known SIDs" in the Windows documentation: S-1-5-21 for a computer's or a domain's accounts, S-1-12-1 for those
/// of Entra ID.
bool is_of_a_person(std::string_view sid) { return sid.starts_with("S-1-5-21-") || sid.starts_with("S-1-12-1-"); }

std::string last_part(std::string_view path) {
  const std::size_t end = path.find_last_of("\\/");
  return std::string(end == std::string_view::npos ? path : path.substr(end + 1));
}

}  // namespace

std::vector<Account> people_of(const LocalAccounts& local, const std::vector<Profile>& profiles) {
  const std::vector<Profile> known = loadable(profiles);
  std::vector<Account> people;
  for (const LocalAccount& account : local.accounts) {
    if (!account.may_log_in) continue;
    const std::string sid = fmt::format("{}-{}", local.computer, account.number);
    const auto profile = std::ranges::find(known, sid, &Profile::sid);
    people.push_back({sid, account.name, account.real_name, profile == known.end() ? "" : profile->home});
  }
  for (const Profile& profile : known) {
    // A local SID that is not above is disabled or deleted: only its folder is left.
    if (!is_of_a_person(profile.sid) || profile.sid.starts_with(local.computer + "-")) continue;
    const std::string folder = last_part(profile.home);
    people.push_back({profile.sid, folder.empty() ? profile.sid : folder, "", profile.home});
  }
  return people;
}

}  // namespace digue::machine::windows
