#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "machine/deadline.h"
#include "machine/local_socket.h"

namespace digue::machine {

/// Who decides whether somebody may do what needs the administrator: polkit, by its rules and by asking for a password.
class Authority {
 public:
  virtual ~Authority() = default;

  /// Whether the process at the other end of a socket may do that; the person may be asked, until the deadline. Errors
  /// are those of Bus; `not_found` without polkit. For one thread.
  virtual Result<bool> allows(const SocketPeer& peer, const std::string& action, Deadline deadline) = 0;
};

/// org.freedesktop.PolicyKit1.Authority on the system bus.
std::unique_ptr<Authority> polkit();

}  // namespace digue::machine
