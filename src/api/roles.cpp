#include "api/roles.h"

namespace digue::api {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::nobody: return "nobody";
    case Role::reader: return "reader";
    case Role::user: return "user";
    case Role::owner: return "owner";
  }
  return "nobody";
}

Role role_of(const std::optional<machine::SocketPeer>& peer, std::uint32_t own_user_id, const IsUser& is_user) {
  if (!peer) return Role::nobody;
  if (peer->user_id == 0 || peer->user_id == own_user_id) return Role::owner;
  return is_user(*peer) ? Role::user : Role::reader;
}

}  // namespace digue::api
