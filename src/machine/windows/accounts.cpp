#include "machine/windows/accounts.h"

namespace digue::machine::windows {

namespace {

const std::string profile_list = R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)";
constexpr std::size_t max_profiles = 10'000;

}  // namespace

Result<std::vector<Profile>> WindowsAccounts::profiles() {
  std::vector<Profile> profiles;
  for (std::string& sid : TRY(registry_.subkeys(profile_list, max_profiles))) {
    const Result<RegistryValue> path = registry_.value(profile_list + "\\" + sid, "ProfileImagePath");
    const auto* home = path ? std::get_if<std::string>(&*path) : nullptr;
    // Those of people are written without variables; where one is not, the path is not known.
    const bool is_plain = home != nullptr && home->find('%') == std::string::npos;
    profiles.push_back({std::move(sid), is_plain ? *home : ""});
  }
  return profiles;
}

Result<std::vector<Account>> WindowsAccounts::people(Deadline) {
  return people_of(TRY(local_accounts()), TRY(profiles()));
}

}  // namespace digue::machine::windows
