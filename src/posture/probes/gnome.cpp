#include "base/text.h"
#include "posture/probes/desktop.h"
#include "posture/probes/gvariant.h"
#include "posture/probes/lock.h"

namespace digue::posture {

namespace {

using machine::Account;

/// GNOME's settings as GNOME itself sees them: gsettings, run with the person's rights and home, lays the locks and the
/// values of the administrator, those of the person and the defaults of the schemas over one another.
class GnomeSettings {
 public:
  GnomeSettings(const Look& look, const Account& account) : look_(look), account_(account) {}

  Result<std::int64_t> seconds(const char* schema, const char* key) const {
    return parse_gvariant_uint32(TRY(ask("get", schema, key)));
  }
  Result<bool> truth(const char* schema, const char* key) const {
    return parse_gvariant_bool(TRY(ask("get", schema, key)));
  }
  Result<std::vector<std::string>> texts(const char* schema, const char* key) const {
    return parse_gvariant_texts(TRY(ask("get", schema, key)));
  }
  Result<bool> is_writable(const char* schema, const char* key) const {
    return parse_gvariant_bool(TRY(ask("writable", schema, key)));
  }

 private:
  Result<std::string> ask(const char* verb, const char* schema, const char* key) const {
    // A schema may have defaults for one desktop only, and gsettings learns from nowhere else which one it is.
    const machine::Command command{.words = {"env", "XDG_CURRENT_DESKTOP=ubuntu:GNOME", "gsettings", verb, schema, key},
                                   .as = account_,
                                   .max_output = 64 * 1024};
    machine::Output output = TRY(look_.machine.processes().run(command, look_.deadline));
    if (output.exit_code != 0) return failure(ErrorCode::not_found, std::string("gsettings has no ") + key);
    return std::move(output.text);
  }

  const Look& look_;
  const Account& account_;
};

/// GNOME Shell has a lock screen only where its own login manager runs: without GDM no setting makes it lock
/// (canLock() in loginManager.js of gnome-shell).
Result<void> has_lock_screen(const Look& look) {
  const machine::BusAddress gdm{"org.gnome.DisplayManager", "/org/gnome/DisplayManager/Manager",
                                "org.gnome.DisplayManager.Manager"};
  TRY(look.machine.bus().property(gdm, "Version", look.deadline));
  return {};
}

Result<void> can_be_asked(const Look& look, const Account& account) {
  TRY(has_lock_screen(look));
  return home_is_open(look, account);
}

/// "<Super>l" as it is written on the keys: "Super+L".
std::string as_on_the_keys(std::string_view accelerator) {
  std::string keys = replace_all(replace_all(accelerator, "<", ""), ">", "+");
  if (keys.size() >= 2 && keys[keys.size() - 2] == '+' && keys.back() >= 'a' && keys.back() <= 'z') {
    keys.back() = static_cast<char>(keys.back() - 'a' + 'A');
  }
  return printable(keys);
}

constexpr const char* lockdown_schema = "org.gnome.desktop.lockdown";
constexpr const char* screensaver_schema = "org.gnome.desktop.screensaver";
constexpr const char* session_schema = "org.gnome.desktop.session";

}  // namespace

Lock gnome_lock(const Look& look, const Account& account, Reading& reading) {
  if (!went_well(reading, can_be_asked(look, account))) return {};
  const GnomeSettings settings(look, account);
  const auto idle_delay = known(reading, settings.seconds(session_schema, "idle-delay"));
  const auto lock_delay = known(reading, settings.seconds(screensaver_schema, "lock-delay"));
  const Maybe enabled = known(reading, settings.truth(screensaver_schema, "lock-enabled"));
  const Maybe disabled = known(reading, settings.truth(lockdown_schema, "disable-lock-screen"));
  const auto writable = known(reading, settings.is_writable(session_schema, "idle-delay"));

  Lock found;
  if (enabled == false || disabled == true) {
    found.asks_password = false;
  } else if (enabled && disabled) {
    found.asks_password = true;
  }
  if (found.asks_password == false || idle_delay == 0) {
    found.locks_itself = false;  // an idle-delay of zero is "never"
  } else if (found.asks_password && idle_delay) {
    found.locks_itself = true;
  }
  if (found.locks_itself == true && lock_delay) found.after_seconds = *idle_delay + *lock_delay;
  if (writable == false) found.set_by = "policy";
  return found;
}

Shortcut gnome_shortcut(const Look& look, const Account& account, Reading& reading) {
  if (!went_well(reading, can_be_asked(look, account))) return {};
  const GnomeSettings settings(look, account);
  const Maybe disabled = known(reading, settings.truth(lockdown_schema, "disable-lock-screen"));
  const auto accelerators =
      known(reading, settings.texts("org.gnome.settings-daemon.plugins.media-keys", "screensaver"));
  if (disabled == true) return {.works = false, .keys = std::nullopt};
  if (!disabled || !accelerators) return {};
  for (const std::string& accelerator : *accelerators) {
    if (!trim(accelerator).empty()) return {.works = true, .keys = as_on_the_keys(accelerator)};
  }
  return {.works = false, .keys = std::nullopt};
}

}  // namespace digue::posture
