#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "machine/local_socket.h"

namespace digue::api {

/// What somebody may do; each may do what the ones before may.
enum class Role {
  nobody,  ///< who asks is not known
  reader,  ///< an account of this computer: sees how things stand, and no path
  user,    ///< of the practice: starts and cancels
  owner    ///< root, and the service's own account
};
std::string_view name_of(Role role);

/// The local group whose accounts are the practice's users.
inline constexpr std::string_view users_group = "digue";

/// Whether an account is listed in that group; what cannot be told is no.
using IsUser = std::function<bool(const machine::SocketPeer&)>;

Role role_of(const std::optional<machine::SocketPeer>& peer, std::uint32_t own_user_id, const IsUser& is_user);

}  // namespace digue::api
