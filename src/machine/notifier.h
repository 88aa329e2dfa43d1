#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "machine/deadline.h"

namespace digue::machine {

/// What a desktop shows in a corner of its screen. Plain text: what could be taken for markup is shown as it is.
struct Notification {
  std::string title;
  std::string body;
  bool stays = false;  ///< until the person puts it away

  bool operator==(const Notification&) const = default;
};

/// The desktop of the person in whose session this program runs.
class Notifier {
 public:
  virtual ~Notifier() = default;

  /// Whether the session still has a bus.
  virtual Result<void> reach(Deadline deadline) = 0;
  /// Takes the place of the notice that this object showed before. `unsupported` without a desktop, `not_found` when
  /// nothing shows notices there, `unavailable`, `denied`.
  virtual Result<void> show(const Notification& notification, Deadline deadline) = 0;
};

/// By the Desktop Notifications Specification 1.2 (freedesktop.org) on the session bus of that address.
std::unique_ptr<Notifier> notifier_on_bus(std::string bus_address);

}  // namespace digue::machine
