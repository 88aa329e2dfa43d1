#include <array>

#include "base/text.h"
#include "posture/probes/lock.h"
#include "posture/probes/registry_setting.h"

namespace digue::posture {

namespace {

using machine::Account;

const std::string machine_policies = R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System)";
const std::string device_lock = R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock)";
const std::string winlogon = R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)";

/// One way in which Windows comes to ask for the password after some time. Sleep is none of them: whether waking up
/// asks for a password is another question than whether the machine ever sleeps.
struct Mechanism {
  Maybe is_on;
  std::optional<std::int64_t> after_seconds;  ///< nothing also where it is on and the time is not known
  std::string set_by;
};

/// A timer that is off at 0 and where it is absent, as both limits of the machine are documented.
Mechanism limit(Reading& reading, const Result<std::optional<std::int64_t>>& setting, std::int64_t unit_seconds) {
  const auto found = known(reading, setting);
  if (!found) return {};
  const std::int64_t number = found->value_or(0);
  if (number == 0) return {.is_on = false, .after_seconds = std::nullopt, .set_by = "policy"};
  return {.is_on = true, .after_seconds = number * unit_seconds, .set_by = "policy"};
}

/// "Interactive logon: Machine inactivity limit". It locks at once, without a grace.
Mechanism machine_limit(const Look& look, Reading& reading) {
  return limit(reading, registry_number(look.machine.registry(), machine_policies, "InactivityTimeoutSecs"), 1);
}

/// The limit of a mobile device management, which counts only together with a password (DeviceLock CSP:
/// DevicePasswordEnabled is 0 when it is enabled).
Mechanism managed_limit(const Look& look, Reading& reading) {
  machine::Registry& registry = look.machine.registry();
  Mechanism found = limit(reading, registry_number(registry, device_lock, "MaxInactivityTimeDeviceLock"), 60);
  if (found.is_on != true) return found;
  const auto password = known(reading, registry_number(registry, device_lock, "DevicePasswordEnabled"));
  if (password && *password == 0) return found;
  doubt(reading, ErrorCode::unsupported);
  return {};
}

/// A value below Control Panel\Desktop: the layer of the policies wins, value by value.
class DesktopValues {
 public:
  DesktopValues(machine::Registry& registry, const std::string& hive)
      : registry_(registry),
        policy_(hive + R"(\Software\Policies\Microsoft\Windows\Control Panel\Desktop)"),
        own_(hive + R"(\Control Panel\Desktop)") {}

  Result<std::optional<std::string>> text(const std::string& name) {
    if (auto imposed = TRY(registry_text(registry_, policy_, name))) {
      any_imposed_ = true;
      return imposed;
    }
    return registry_text(registry_, own_, name);
  }

  /// "1" and "0"; `damaged` otherwise.
  Result<std::optional<bool>> truth(const std::string& name) {
    const auto found = TRY(text(name));
    if (!found) return std::nullopt;
    if (*found == "1" || *found == "0") return *found == "1";
    return failure(ErrorCode::damaged, name + " is neither 1 nor 0");
  }

  bool any_imposed() const { return any_imposed_; }

 private:
  machine::Registry& registry_;
  std::string policy_;
  std::string own_;
  bool any_imposed_ = false;
};

/// The value, for those whose absence has no documented meaning.
template <typename T>
Result<T> needed(Result<std::optional<T>> found) {
  if (!found) return std::unexpected(std::move(found).error());
  if (!*found) return failure(ErrorCode::not_found, "a value without a documented default");
  return **std::move(found);
}

Result<std::int64_t> screen_saver_seconds(DesktopValues& values) {
  return number_in(TRY(needed(values.text("ScreenSaveTimeOut"))));
}

/// Between the first picture and the password; documented default: 5 seconds.
Result<std::int64_t> screen_saver_grace(machine::Registry& registry) {
  const auto written = registry_text(registry, winlogon, "ScreenSaverGracePeriod");
  if (written) return *written ? number_in(**written) : Result<std::int64_t>(5);
  return TRY(registry_number(registry, winlogon, "ScreenSaverGracePeriod")).value_or(5);
}

/// The screen saver locks when it is active, secure, timed and there at all: each alone proves nothing. One that is
/// surely missing settles it; what is not known of the others then does not matter.
Mechanism screen_saver(const Look& look, const std::string& hive, Reading& reading) {
  machine::Registry& registry = look.machine.registry();
  DesktopValues values(registry, hive);
  const auto program = known(reading, values.text("SCRNSAVE.EXE"));
  // Without a program there is no screen saver: the state of a fresh account, whose ScreenSaveActive is 1.
  if (program && trim(program->value_or("")).empty()) return {.is_on = false};
  const auto secure = known(reading, values.truth("ScreenSaverIsSecure"));
  if (secure && !secure->value_or(false)) return {.is_on = false};  // "On resume, display logon screen" is off at first
  const Maybe active = known(reading, needed(values.truth("ScreenSaveActive")));
  if (active == false) return {.is_on = false};
  const auto timeout = known(reading, screen_saver_seconds(values));
  if (timeout == 0) return {.is_on = false};
  const auto grace = known(reading, screen_saver_grace(registry));
  if (!program || !secure || !active || !timeout) return {};
  Mechanism found{.is_on = true, .after_seconds = std::nullopt, .set_by = values.any_imposed() ? "policy" : "user"};
  if (grace) found.after_seconds = *timeout + *grace;
  return found;
}

/// Whether that person's part of the registry is there. Windows loads it when the person logs in.
Result<std::string> hive_of(const Look& look, const Account& account) {
  std::string hive = R"(HKEY_USERS\)" + account.id;
  if (!TRY(look.machine.registry().has_key(hive))) return failure(ErrorCode::unavailable, "not logged in");
  return hive;
}

}  // namespace

/// The mechanism that is quickest decides. One that is not known could only make it quicker still, so that it locks
/// stays true; but its time is then not known, neither as good nor as bad.
Lock windows_lock(const Look& look, const Account& account, Reading& reading) {
  const auto hive = known(reading, hive_of(look, account));
  if (!hive) return {};
  const std::array mechanisms = {machine_limit(look, reading), managed_limit(look, reading),
                                 screen_saver(look, *hive, reading)};
  Lock found{.locks_itself = false, .asks_password = false};
  bool all_times_known = true;
  const Mechanism* quickest = nullptr;
  for (const Mechanism& mechanism : mechanisms) {
    if (mechanism.is_on == false) continue;
    if (mechanism.is_on == true) found.locks_itself = found.asks_password = true;
    if (!mechanism.is_on && found.locks_itself == false) found.locks_itself = found.asks_password = std::nullopt;
    if (!mechanism.after_seconds) {
      all_times_known = false;
    } else if (quickest == nullptr || mechanism.after_seconds < quickest->after_seconds) {
      quickest = &mechanism;
    }
  }
  if (quickest != nullptr && all_times_known) {
    found.after_seconds = quickest->after_seconds;
    found.set_by = quickest->set_by;
  }
  return found;
}

Shortcut windows_shortcut(const Look& look, const Account& account, Reading& reading) {
  const auto hive = known(reading, hive_of(look, account));
  if (!hive) return {};
  const std::string own_policies = *hive + R"(\Software\Microsoft\Windows\CurrentVersion\Policies\System)";
  // Documented default: the shortcut works until one of the two forbids it.
  Maybe works = true;
  for (const std::string& key : {machine_policies, own_policies}) {
    const auto disabled = known(reading, registry_number(look.machine.registry(), key, "DisableLockWorkstation"));
    if (!disabled && works == true) works = std::nullopt;
    if (disabled && disabled->value_or(0) != 0) works = false;
  }
  return {.works = works, .keys = works == true ? std::optional<std::string>("Win+L") : std::nullopt};
}

}  // namespace digue::posture
