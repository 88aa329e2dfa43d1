#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "agent/lookups.h"
#include "machine/local_socket.h"
#include "machine/sleeper.h"

namespace digue::api {

/// What somebody may do; each may do what the ones before may.
enum class Role {
  nobody,  ///< who asks is not known
  reader,  ///< an account of this computer: sees how things stand, and no path
  user,    ///< of the practice: starts and cancels, and has files of theirs given back
  owner    ///< root, and the service's own account
};
std::string_view name_of(Role role);

/// Who asks, as the kernel says it.
struct Asker {
  Role role = Role::nobody;
  std::uint32_t user_id = 0;
};

/// The local group whose accounts are the practice's users.
inline constexpr std::string_view users_group = "digue";

/// What others may do all the same if polkit says so (packaging/local.digue.policy): a reader has files given back, and
/// whoever is not the owner reads and changes plans.toml. The names claim nobody's domain.
inline constexpr std::string_view recover_action = "local.digue.recover";
inline constexpr std::string_view change_plans_action = "local.digue.change-plans";

/// Whether an account is listed in that group; what cannot be told is no. May take long.
using IsUser = std::function<bool(const machine::SocketPeer&)>;

/// Roles by account. The group is looked up on another thread, because a directory server may not answer, and what was
/// found is believed for half a minute. For one thread; all that it is given must outlive it.
class Roles {
 public:
  static constexpr std::chrono::seconds believed_for{30};

  Roles(std::uint32_t own_user_id, IsUser is_user, agent::Lookups& lookups, const machine::Sleeper& sleeper)
      : own_user_id_(own_user_id), is_user_(std::move(is_user)), lookups_(lookups), sleeper_(sleeper) {}

  /// Nothing while it is not known: ask again.
  std::optional<Asker> of(const std::optional<machine::SocketPeer>& peer);

 private:
  struct Known {
    std::shared_ptr<const agent::Lookups::Answer> answer;
    std::chrono::milliseconds asked_at{0};
  };

  std::uint32_t own_user_id_;
  IsUser is_user_;
  agent::Lookups& lookups_;
  const machine::Sleeper& sleeper_;
  std::map<std::uint32_t, Known> known_;
};

}  // namespace digue::api
