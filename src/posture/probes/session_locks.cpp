#include "posture/probes/desktop.h"
#include "posture/probes/lock.h"
#include "posture/probes/probes.h"

namespace digue::posture {

namespace {

using machine::Account;
using machine::System;

struct NamedWays {
  std::string_view desktop;
  DesktopWays ways;
};

constexpr NamedWays known_desktops[] = {
    {"gnome", {gnome_lock, gnome_shortcut}},
    {"kde", {kde_lock, kde_shortcut}},
    {"windows", {windows_lock, windows_shortcut}},
};

Result<std::string> desktop_on_this_system(const Look& look, const Account& account) {
  if (look.machine.system() == System::windows) return "windows";
  return desktop_of(look, account);
}

/// The ways of the person's desktop, nullptr for a desktop that cannot be read yet or is not known.
const DesktopWays* ways_of(const std::optional<std::string>& desktop, Reading& reading) {
  if (!desktop) return nullptr;
  for (const NamedWays& known : known_desktops) {
    if (known.desktop == *desktop) return &known.ways;
  }
  doubt(reading, ErrorCode::unsupported);
  return nullptr;
}

FactRow row_of(const Account& account, const std::optional<std::string>& desktop) {
  return {{"user", Personal{"user", account.name}}, {"desktop", fact(desktop)}};
}

/// One row for each person, whether or not anything is known of it: nobody is passed over.
template <typename AddFacts>
Reading for_each_person(const Look& look, std::string_view table, const AddFacts& add_facts) {
  if (look.machine.system() == System::macos) return unsupported(table);
  Reading reading{.table = table};
  const auto people = known(reading, look.machine.accounts().people(look.deadline));
  for (const Account& account : people.value_or(std::vector<Account>())) {
    const auto desktop = known(reading, desktop_on_this_system(look, account));
    FactRow row = row_of(account, desktop);
    if (const DesktopWays* ways = ways_of(desktop, reading)) add_facts(*ways, account, reading, row);
    reading.rows.push_back(std::move(row));
  }
  return reading;
}

}  // namespace

Reading read_session_locks(const Look& look) {
  return for_each_person(look, "session_locks",
                         [&](const DesktopWays& ways, const Account& account, Reading& reading, FactRow& row) {
                           const Lock lock = ways.lock(look, account, reading);
                           row.emplace_back("locks_itself", fact(lock.locks_itself));
                           row.emplace_back("lock_after_seconds", fact(lock.after_seconds));
                           row.emplace_back("asks_password", fact(lock.asks_password));
                           row.emplace_back("set_by", fact(lock.set_by));
                         });
}

Reading read_lock_shortcuts(const Look& look) {
  return for_each_person(look, "lock_shortcuts",
                         [&](const DesktopWays& ways, const Account& account, Reading& reading, FactRow& row) {
                           const Shortcut shortcut = ways.shortcut(look, account, reading);
                           row.emplace_back("works", fact(shortcut.works));
                           row.emplace_back("keys", fact(shortcut.keys));
                         });
}

}  // namespace digue::posture
