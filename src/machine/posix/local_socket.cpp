#include "machine/local_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "machine/posix/descriptor.h"
#include "machine/posix/errors.h"

namespace digue::machine {

namespace {

using posix::Descriptor;
using posix::system_failure;

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path || path.contains('\0')) {
    return failure(ErrorCode::invalid_input, "no path of a socket");
  }
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

Result<Descriptor> make_socket() {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return system_failure(errno, "no socket");
  return socket;
}

const sockaddr* plain(const sockaddr_un& address) {
  const void* untyped = &address;
  return static_cast<const sockaddr*>(untyped);
}

/// Removes a socket on which nobody listens.
Result<void> remove_left_over(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return system_failure(errno, path);
  if (!S_ISSOCK(status.st_mode)) return failure(ErrorCode::invalid_input, path + " is no socket");
  const auto connected = connect_to_socket(path);
  if (connected) {
    ::close(*connected);
    return failure(ErrorCode::already_exists, "somebody listens on " + path);
  }
  if (connected.error().code != ErrorCode::not_found) return std::unexpected(connected.error());
  if (::unlink(path.c_str()) != 0) return system_failure(errno, path);
  return {};
}

}  // namespace

Result<int> listen_on_socket(const std::string& path) {
  const sockaddr_un address = TRY(address_of(path));
  Descriptor socket = TRY(make_socket());
  int bound = ::bind(socket.number(), plain(address), sizeof address);
  if (bound != 0 && errno == EADDRINUSE) {
    TRY(remove_left_over(path));
    bound = ::bind(socket.number(), plain(address), sizeof address);
  }
  if (bound != 0) return system_failure(errno, path);
  if (::chmod(path.c_str(), 0666) != 0 || ::listen(socket.number(), SOMAXCONN) != 0) return system_failure(errno, path);
  return socket.release();
}

std::optional<SocketPeer> socket_peer(int descriptor) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 || credentials.pid == 0) {
    return std::nullopt;
  }
  return SocketPeer{credentials.uid, credentials.gid, credentials.pid};
}

Result<int> connect_to_socket(const std::string& path) {
  const sockaddr_un address = TRY(address_of(path));
  Descriptor socket = TRY(make_socket());
  if (::connect(socket.number(), plain(address), sizeof address) != 0) {
    if (errno == ECONNREFUSED) return failure(ErrorCode::not_found, "nobody listens on " + path);
    return system_failure(errno, path);
  }
  return socket.release();
}

}  // namespace digue::machine
