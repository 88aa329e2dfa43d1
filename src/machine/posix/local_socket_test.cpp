#include "machine/local_socket.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "machine/posix/descriptor.h"
#include "support/temporary_folder.h"

namespace digue::machine {
namespace {

using posix::Descriptor;
using test::TemporaryFolder;

TEST_CASE("the system tells who connected to a socket") {
  const TemporaryFolder place;
  const Descriptor listening(listen_on_socket(place.path() + "/s").value());
  const Descriptor client(connect_to_socket(place.path() + "/s").value());
  const Descriptor accepted(::accept(listening.number(), nullptr, nullptr));
  const SocketPeer peer = socket_peer(accepted.number()).value();
  CHECK(peer.user_id == ::geteuid());
  CHECK(peer.process_id == ::getpid());
}

TEST_CASE("a socket on which nobody listens any more is replaced, nothing else is") {
  const TemporaryFolder place;
  const std::string path = place.path() + "/s";
  {
    const Descriptor left(listen_on_socket(path).value());
  }
  CHECK(connect_to_socket(path).error().code == ErrorCode::not_found);
  const Descriptor listening(listen_on_socket(path).value());
  CHECK(listen_on_socket(path).error().code == ErrorCode::already_exists);
  place.write("file", "kept");
  CHECK(listen_on_socket(place.path() + "/file").error().code == ErrorCode::invalid_input);
  CHECK(place.names() == std::set<std::string>{"file", "s"});
}

TEST_CASE("a path that no socket can have is refused") {
  CHECK(listen_on_socket("").error().code == ErrorCode::invalid_input);
  CHECK(listen_on_socket("/" + std::string(200, 'a')).error().code == ErrorCode::invalid_input);
  CHECK(connect_to_socket("/nowhere/at/all").error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace digue::machine
