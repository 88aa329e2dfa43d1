#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "posture/probes/desktop.h"
#include "posture/probes/ini.h"
#include "posture/probes/lock.h"

namespace digue::posture {

namespace {

using machine::Account;

struct KdeValue {
  std::string text;
  std::string set_by;
};

/// A settings file of KDE: the person's own over the system's, unless the system's forbids it
/// (KConfig, "Configuration Files Cascade").
class KdeFile {
 public:
  static Result<KdeFile> read(const Look& look, const Account& account, const std::string& name) {
    KdeFile file;
    file.system_ = TRY(parsed(look, look.machine.files(), "/etc/xdg/" + name));
    file.own_ = TRY(parsed(look, *TRY(look.machine.files_of(account)), account.home + "/.config/" + name));
    return file;
  }

  /// Nothing when the program's default counts. `damaged` for a value with variables.
  Result<std::optional<KdeValue>> value(std::string_view group, std::string_view key) const {
    const bool is_imposed = system_.is_immutable(group);
    const IniEntry* entry = system_.find(group, key);
    std::string set_by = "default";
    if (is_imposed || (entry != nullptr && entry->is_immutable)) {
      set_by = "policy";
    } else if (const IniEntry* own = own_.find(group, key)) {
      entry = own;
      set_by = "user";
    }
    if (entry == nullptr || entry->is_deleted) return std::nullopt;
    if (entry->is_expanded) return failure(ErrorCode::damaged, "a value with variables");
    return KdeValue{entry->value, set_by};
  }

  /// KConfig takes every text but false, no, off and 0 for true; a text that nobody would write is not judged here.
  Result<bool> truth(std::string_view group, std::string_view key, bool when_absent) const {
    const auto found = TRY(value(group, key));
    if (!found) return when_absent;
    const std::string text = lower_ascii(found->text);
    if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
    if (text == "false" || text == "no" || text == "off" || text == "0") return false;
    return failure(ErrorCode::damaged, "neither true nor false");
  }

 private:
  static Result<Ini> parsed(const Look& look, machine::Files& files, const std::string& path) {
    const auto bytes = TRY(if_there(files.read(path, max_ini_bytes, look.deadline)));
    return bytes ? parse_ini(text_of(*bytes)) : Ini();
  }

  Ini system_;
  Ini own_;
};

// kscreenlockersettings.kcfg of kscreenlocker: what counts where nothing is written.
constexpr std::int64_t default_timeout_minutes = 5;
constexpr std::int64_t default_grace_seconds = 5;

/// Minutes with or without a fraction (Plasma 6) as seconds, rounded up.
Result<std::int64_t> seconds_from_minutes(const std::string& text) {
  double minutes = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, minutes, std::chars_format::fixed);
  // Plasma counts milliseconds in an int.
  constexpr double most = std::numeric_limits<std::int32_t>::max() / 60'000.0;
  if (error != std::errc() || stop != end || !(minutes >= 0) || minutes > most) {
    return failure(ErrorCode::damaged, "no number of minutes");
  }
  return static_cast<std::int64_t>(std::ceil(minutes * 60));
}

Result<std::int64_t> timeout_seconds(const KdeFile& file) {
  const auto found = TRY(file.value("Daemon", "Timeout"));
  if (!found) return default_timeout_minutes * 60;
  return seconds_from_minutes(found->text);
}

Result<std::int64_t> grace_seconds(const KdeFile& file) {
  const auto found = TRY(file.value("Daemon", "LockGrace"));
  if (!found) return default_grace_seconds;
  const auto grace = parse_integer(found->text);
  if (!grace || *grace < 0 || *grace > std::numeric_limits<std::int32_t>::max() / 1000) {
    return failure(ErrorCode::damaged, "no number of seconds");
  }
  return *grace;
}

/// "policy" if the system imposes any of the values that decide, else "user" or "default".
std::optional<std::string> who_decides(const KdeFile& file) {
  std::string strongest = "default";
  for (const char* key : {"Autolock", "Timeout", "LockGrace", "Lock", "RequirePassword"}) {
    const auto found = file.value("Daemon", key);
    if (!found) return std::nullopt;
    if (!*found || strongest == "policy") continue;
    if ((*found)->set_by != "default") strongest = (*found)->set_by;
  }
  return strongest;
}

Result<KdeFile> settings(const Look& look, const Account& account, const std::string& name) {
  TRY(home_is_open(look, account));
  return KdeFile::read(look, account, name);
}

/// The first of several keys that stand for the same, as in "Meta+L\tScreensaver"; nothing if there is none.
std::optional<std::string> first_keys(std::string_view shortcut) {
  // A comma ends the active keys; a key that is a comma has a backslash before it.
  std::size_t end = shortcut.find(',');
  while (end != std::string_view::npos && end > 0 && shortcut[end - 1] == '\\') end = shortcut.find(',', end + 1);
  const std::string active = replace_all(shortcut.substr(0, end), "\\t", "\t");
  for (const std::string_view keys : split(active, '\t')) {
    if (!trim(keys).empty() && trim(keys) != "none") return printable(trim(keys));
  }
  return std::nullopt;
}

}  // namespace

Lock kde_lock(const Look& look, const Account& account, Reading& reading) {
  const auto file = known(reading, settings(look, account, "kscreenlockerrc"));
  if (!file) return {};
  const auto truth = [&](const char* key) { return known(reading, file->truth("Daemon", key, true)); };
  const Maybe autolock = truth("Autolock");
  const Maybe lock = truth("Lock");  // false: the grace never ends
  const Maybe require_password = truth("RequirePassword");
  const auto timeout = known(reading, timeout_seconds(*file));
  const auto grace = known(reading, grace_seconds(*file));

  Lock found;
  found.set_by = who_decides(*file);
  if (autolock == false || timeout == 0) {
    found.locks_itself = false;  // a timeout of zero is "never"
  } else if (autolock && timeout) {
    found.locks_itself = true;
  }
  if (lock == false || require_password == false) {
    found.asks_password = false;
  } else if (lock && require_password) {
    found.asks_password = true;
  }
  if (found.locks_itself == true && found.asks_password == true && grace) found.after_seconds = *timeout + *grace;
  return found;
}

Shortcut kde_shortcut(const Look& look, const Account& account, Reading& reading) {
  const auto shortcuts = known(reading, settings(look, account, "kglobalshortcutsrc"));
  const auto restrictions = known(reading, settings(look, account, "kdeglobals"));
  if (!shortcuts || !restrictions) return {};
  // KDE's kiosk: without this action the shortcut is not even registered.
  const Maybe allowed = known(reading, restrictions->truth("KDE Action Restrictions", "action/lock_screen", true));
  const auto written = known(reading, shortcuts->value("ksmserver", "Lock Session"));
  if (allowed == false) return {.works = false, .keys = std::nullopt};
  if (!written || !allowed) return {};
  // Plasma's own shortcut where the person never changed one.
  const auto keys = *written ? first_keys((*written)->text) : "Meta+L";
  return {.works = keys.has_value(), .keys = keys};
}

}  // namespace digue::posture
