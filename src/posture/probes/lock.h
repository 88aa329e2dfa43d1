#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "posture/probe.h"
#include "posture/probes/known.h"

namespace digue::posture {

/// How one person's session locks itself: a row of session_locks.
struct Lock {
  Maybe locks_itself;
  std::optional<std::int64_t> after_seconds;
  Maybe asks_password;
  std::optional<std::string> set_by;
};

/// Whether one person can lock at once with the keyboard: a row of lock_shortcuts.
struct Shortcut {
  Maybe works;
  std::optional<std::string> keys;
};

/// A desktop's own ways, asked for one account. What could not be read is remembered in the reading.
struct DesktopWays {
  Lock (*lock)(const Look& look, const machine::Account& account, Reading& reading);
  Shortcut (*shortcut)(const Look& look, const machine::Account& account, Reading& reading);
};

Lock gnome_lock(const Look& look, const machine::Account& account, Reading& reading);
Shortcut gnome_shortcut(const Look& look, const machine::Account& account, Reading& reading);

Lock kde_lock(const Look& look, const machine::Account& account, Reading& reading);
Shortcut kde_shortcut(const Look& look, const machine::Account& account, Reading& reading);

Lock windows_lock(const Look& look, const machine::Account& account, Reading& reading);
Shortcut windows_shortcut(const Look& look, const machine::Account& account, Reading& reading);

}  // namespace digue::posture
