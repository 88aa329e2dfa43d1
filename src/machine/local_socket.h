#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace digue::machine {

/// Who is at the other end of a Unix socket, as the kernel says it: unix(7), SO_PEERCRED. What it says was true when
/// the connection was made.
struct SocketPeer {
  std::uint32_t user_id = 0;
  std::uint32_t group_id = 0;
  std::int64_t process_id = 0;
};

/// Listens on a Unix socket (stream) to which every account may connect: who asks is told by socket_peer(). A socket on
/// which nobody listens any more is replaced, nothing else that stands there is. The descriptor belongs to the caller.
/// `already_exists` if somebody listens there, `denied`, `invalid_input` if the path is too long for a socket or
/// something else stands there.
Result<int> listen_on_socket(const std::string& path);

/// Of an accepted connection. nullopt if it is no Unix socket.
std::optional<SocketPeer> socket_peer(int descriptor);

/// Connects to a Unix socket. The descriptor belongs to the caller. `not_found` if nobody listens there, `denied`.
Result<int> connect_to_socket(const std::string& path);

}  // namespace digue::machine
