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

std::optional<Asker> Roles::of(const std::optional<machine::SocketPeer>& peer) {
  if (!peer) return Asker();
  if (peer->user_id == 0 || peer->user_id == own_user_id_) return Asker{Role::owner, peer->user_id};
  const auto now = sleeper_.elapsed();
  std::erase_if(known_, [&](const auto& entry) {
    return entry.second.answer->get() && now - entry.second.asked_at >= believed_for;
  });
  Known& known = known_[peer->user_id];
  if (!known.answer) {
    known = {lookups_.ask([is_user = is_user_, who = *peer] { return is_user(who); }), now};
  }
  const auto is_user = known.answer->get();
  if (!is_user) return std::nullopt;
  return Asker{*is_user ? Role::user : Role::reader, peer->user_id};
}

}  // namespace digue::api
