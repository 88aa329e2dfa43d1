#include "machine/linux/frames.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "machine/linux/reader_protocol.h"
#include "machine/linux/wait.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;

/// False when the other side has gone.
bool receive_all(int socket, std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::recv(socket, bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

bool send_all(int socket, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

/// The child has ended, which is its right: this program may have slept since.
std::unexpected<Error> child_gone() { return failure(ErrorCode::cancelled, "the child has gone"); }

Result<void> send_all(const Descriptor& socket, ByteView bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
      TRY(wait_for(socket.number(), POLLOUT, deadline));
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return child_gone();
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

/// Memory grows with what really comes, not with what was announced.
Result<Bytes> receive(const Descriptor& socket, std::size_t length, Deadline deadline) {
  constexpr std::size_t most_at_once = 256 * 1024;
  Bytes bytes;
  while (bytes.size() < length) {
    TRY(wait_for(socket.number(), POLLIN, deadline));
    const std::size_t before = bytes.size();
    bytes.resize(std::min(length, before + most_at_once));
    const ssize_t count = ::recv(socket.number(), bytes.data() + before, bytes.size() - before, MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return child_gone();
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return bytes;
}

}  // namespace

std::optional<Bytes> receive_frame(int socket, std::size_t max_bytes) {
  Bytes frame(sizeof(std::uint32_t));
  if (!receive_all(socket, frame)) return std::nullopt;
  const Result<std::size_t> length = parse_length(frame, max_bytes);
  if (!length) return std::nullopt;
  frame.resize(*length);
  if (!receive_all(socket, frame)) return std::nullopt;
  return frame;
}

bool send_frame(int socket, ByteView frame) { return send_all(socket, framed(frame)); }

Result<void> send_frame(const Descriptor& socket, ByteView frame, Deadline deadline) {
  return send_all(socket, framed(frame), deadline);
}

Result<Bytes> receive_frame(const Descriptor& socket, std::size_t max_bytes, Deadline deadline) {
  const Bytes head = TRY(receive(socket, sizeof(std::uint32_t), deadline));
  return receive(socket, TRY(parse_length(head, max_bytes)), deadline);
}

}  // namespace digue::machine::linux
