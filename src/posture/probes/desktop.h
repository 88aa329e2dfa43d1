#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "posture/probe.h"

namespace digue::posture {

/// The desktop that a session's name stands for, as in "plasmawayland" → "kde". An unknown name stands for itself;
/// nothing for a name that leaves the choice to the system ("default") and for one that is no name.
std::optional<std::string> desktop_of_session(std::string_view session);

/// Which desktop that person uses on Linux: the session that is open now, else the one that was chosen last, else the
/// only one that is installed. `not_found` when several are installed and nothing tells which one it is.
Result<std::string> desktop_of(const Look& look, const machine::Account& account);

/// Whether the settings in that person's home can be read now. `locked` for a home that is encrypted until the person
/// logs in: what lies there then are not the settings.
Result<void> home_is_open(const Look& look, const machine::Account& account);

}  // namespace digue::posture
