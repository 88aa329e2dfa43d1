#include "machine/linux/accounts.h"

#include <algorithm>

namespace digue::machine::linux {

namespace {

constexpr std::size_t max_settings_bytes = 256 * 1024;
constexpr std::size_t max_seen = 1'000;

constexpr int getent_found_all = 0;
constexpr int getent_missed_some = 2;  // getent(1): one or more of the keys could not be found

}  // namespace

/// Empty when there is no such file.
Result<std::string> LinuxAccounts::text_if_there(const std::string& path, Deadline deadline) {
  const Result<Bytes> content = files_.read(path, max_settings_bytes, deadline);
  if (content) return std::string(text_of(*content));
  if (content.error().code == ErrorCode::not_found) return std::string();
  return std::unexpected(content.error());
}

/// All that the sources tell, or those with these names or numbers. One that was removed meanwhile is no error.
Result<std::vector<PasswdEntry>> LinuxAccounts::entries_of(std::vector<std::string> names, Deadline deadline) {
  Command command{{"getent", "--", "passwd"}, {}, max_passwd_bytes};
  const bool is_everybody = names.empty();
  std::ranges::move(names, std::back_inserter(command.words));
  const Output output = TRY(processes_.run(command, deadline));
  if (output.exit_code != getent_found_all && (is_everybody || output.exit_code != getent_missed_some)) {
    return failure(ErrorCode::unavailable, "the accounts could not be listed");
  }
  return parse_passwd(output.text);
}

/// Numbers and names of those who are or were at this computer.
Result<std::vector<std::string>> LinuxAccounts::seen_here(Deadline deadline) {
  std::vector<std::string> seen;
  for (const char* folder : {"/run/user", "/var/lib/AccountsService/users"}) {
    Result<std::vector<std::string>> names = files_.list(folder, max_seen, deadline);
    if (!names && names.error().code != ErrorCode::not_found) return names;
    if (names) std::ranges::move(*names, std::back_inserter(seen));
  }
  return seen;
}

Result<std::vector<Account>> LinuxAccounts::people(Deadline deadline) {
  const uid_t lowest = parse_lowest_user_id(TRY(text_if_there("/etc/login.defs", deadline)));
  std::vector<PasswdEntry> entries = TRY(entries_of({}, deadline));
  if (!sources_tell_everybody(TRY(text_if_there("/etc/nsswitch.conf", deadline)))) {
    if (std::vector<std::string> seen = TRY(seen_here(deadline)); !seen.empty()) {
      std::ranges::move(TRY(entries_of(std::move(seen), deadline)), std::back_inserter(entries));
    }
  }
  std::vector<Account> people;
  for (PasswdEntry& entry : entries) {
    const auto has_same_name = [&](const Account& known) { return known.name == entry.account.name; };
    if (is_person(entry, lowest) && std::ranges::none_of(people, has_same_name)) {
      people.push_back(std::move(entry.account));
    }
  }
  return people;
}

}  // namespace digue::machine::linux
