#include "posture/probes/desktop.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "posture/probes/ini.h"
#include "posture/probes/known.h"
#include "posture/probes/words.h"

namespace digue::posture {

namespace {

using machine::Account;
using machine::BusAddress;
using machine::BusValue;

constexpr std::size_t max_sessions = 200;
constexpr std::size_t max_name_chars = 40;
constexpr std::size_t max_file_bytes = 64 * 1024;

/// The desktop of the graphical session that is open now (org.freedesktop.login1(5)); nothing if there is none.
Result<std::optional<std::string>> open_session(const Look& look, const Account& account) {
  const std::string service = "org.freedesktop.login1";
  machine::Bus& bus = look.machine.bus();
  const BusValue sessions = TRY(
      bus.call({service, "/org/freedesktop/login1", "org.freedesktop.login1.Manager"}, "ListSessions", look.deadline));
  if (sessions.as_list() == nullptr || sessions.as_list()->size() > max_sessions) {
    return failure(ErrorCode::damaged, "a list of sessions that is none");
  }
  std::set<std::string> found;
  for (const BusValue& session : *sessions.as_list()) {
    // (session, uid, user, seat, object)
    const machine::BusList* parts = session.as_list();
    if (parts == nullptr || parts->size() != 5) return failure(ErrorCode::damaged, "a session of another form");
    const std::int64_t* uid = (*parts)[1].as_integer();
    const std::string* object = (*parts)[4].as_text();
    if (uid == nullptr || object == nullptr || std::to_string(*uid) != account.id) continue;
    const BusAddress address{service, *object, "org.freedesktop.login1.Session"};
    const BusValue type = TRY(bus.property(address, "Type", look.deadline));
    if (type.as_text() == nullptr || !is_one_of(*type.as_text(), {"x11", "wayland", "mir"})) continue;
    const BusValue desktop = TRY(bus.property(address, "Desktop", look.deadline));
    const auto name = desktop.as_text() == nullptr ? std::nullopt : desktop_of_session(*desktop.as_text());
    if (name) found.insert(*name);
  }
  if (found.size() != 1) return std::nullopt;
  return *found.begin();
}

/// What the person chose on the login screen, as AccountsService keeps it; nothing for "as the system decides".
Result<std::optional<std::string>> chosen_session(const Look& look, const Account& account) {
  if (account.name.empty() || account.name.contains('/')) return std::nullopt;
  const std::string path = "/var/lib/AccountsService/users/" + account.name;
  const auto file = TRY(if_there(look.machine.files().read(path, max_file_bytes, look.deadline)));
  if (!file) return std::nullopt;
  const Ini ini = parse_ini(text_of(*file));
  for (const char* key : {"Session", "XSession"}) {
    const IniEntry* entry = ini.find("User", key);
    if (entry != nullptr && !entry->value.empty()) return desktop_of_session(entry->value);
  }
  return std::nullopt;
}

/// The desktops that the login screen offers.
Result<std::set<std::string>> installed_desktops(const Look& look) {
  std::set<std::string> desktops;
  for (const char* folder : {"/usr/share/xsessions", "/usr/share/wayland-sessions", "/usr/local/share/xsessions",
                             "/usr/local/share/wayland-sessions"}) {
    const auto names = TRY(if_there(look.machine.files().list(folder, max_sessions, look.deadline)));
    for (const std::string& name : names.value_or(std::vector<std::string>())) {
      if (!name.ends_with(".desktop")) continue;
      if (const auto desktop = desktop_of_session(name)) desktops.insert(*desktop);
    }
  }
  return desktops;
}

}  // namespace

std::optional<std::string> desktop_of_session(std::string_view session) {
  std::string name = lower_ascii(session);
  if (name.ends_with(".desktop")) name.resize(name.size() - std::string_view(".desktop").size());
  const bool is_name = !name.empty() && name.size() <= max_name_chars && std::ranges::all_of(name, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || is_one_of(std::string_view(&c, 1), {"-", "_", "."});
  });
  if (!is_name || is_one_of(name, {"default", "custom", "xsession", "lightdm-xsession"})) return std::nullopt;
  // GNOME Shell only: gnome-flashback, for one, locks with a program of its own.
  static constexpr std::array gnome = {"gnome",         "gnome-xorg",           "gnome-wayland",  "gnome-classic",
                                       "ubuntu",        "ubuntu-xorg",          "ubuntu-wayland", "gnome-classic-xorg",
                                       "gnome-on-xorg", "gnome-classic-wayland"};
  static constexpr std::array kde = {"kde", "plasma", "plasmax11", "plasmawayland", "plasma-wayland", "plasma-x11"};
  if (std::ranges::find(gnome, name) != gnome.end()) return "gnome";
  if (std::ranges::find(kde, name) != kde.end()) return "kde";
  if (name.starts_with("xfce")) return "xfce";
  if (name.starts_with("cinnamon")) return "cinnamon";
  return name;
}

Result<std::string> desktop_of(const Look& look, const Account& account) {
  // Nobody is logged in, or nobody can tell: the choice of last time is asked next.
  if (const auto open = open_session(look, account); open && *open) return **open;
  const auto chosen = chosen_session(look, account);
  if (chosen && *chosen) return **chosen;
  const std::set<std::string> installed = TRY(installed_desktops(look));
  if (installed.size() == 1) return *installed.begin();
  if (!chosen) return std::unexpected(chosen.error());
  return failure(ErrorCode::not_found, "nothing tells which of the installed desktops this person uses");
}

Result<void> home_is_open(const Look& look, const Account& account) {
  if (account.home.empty()) return failure(ErrorCode::not_found, "no home");
  machine::Files& files = *TRY(look.machine.files_of(account));
  TRY(files.info(account.home, look.deadline));
  // The note that eCryptfs leaves in a home whose content is not there yet.
  const auto note = TRY(if_there(files.info(account.home + "/Access-Your-Private-Data.desktop", look.deadline)));
  if (note) return failure(ErrorCode::locked, "an encrypted home");
  return {};
}

}  // namespace digue::posture
