#include "machine/linux/reader_client.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "machine/linux/wait.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

/// The reader has ended, which is its right: this program may have slept since.
std::unexpected<Error> reader_gone() { return failure(ErrorCode::cancelled, "the reader has gone"); }

Result<void> send_all(const Descriptor& socket, ByteView bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
      TRY(wait_for(socket.number(), POLLOUT, deadline));
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return reader_gone();
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
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return reader_gone();
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return bytes;
}

}  // namespace

Result<ReaderClient::Running> ReaderClient::start(Deadline deadline) {
  ChildPlan plan;
  if (account_) plan.rights = TRY(rights_of(*account_, processes_, deadline));
  const Descriptor program(::open(program_.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!program.is_open()) return system_failure(errno, program_.path);
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return system_failure(errno, "no socket");
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  plan.open_program = program.number();
  plan.words = {"digue", program_.word};
  plan.input = theirs.number();
  plan.is_reader = true;
  return Running{TRY(Child::start(plan, dying_, deadline)), std::move(ours)};
}

Result<Bytes> ReaderClient::exchange(const Request& request, Deadline deadline) {
  const Bytes frame = TRY(encode_request(request));
  TRY(send_all(running_->socket, framed(frame), deadline));
  const Bytes head = TRY(receive(running_->socket, sizeof(std::uint32_t), deadline));
  const std::size_t length = TRY(parse_length(head, max_reply_bytes(request)));
  return receive(running_->socket, length, deadline);
}

Result<Bytes> ReaderClient::ask(const Request& request, Deadline deadline) {
  TRY(encode_request(request));
  if (deadline.is_over()) return failure(ErrorCode::unavailable, "no time left");
  const bool was_running = running_.has_value();
  if (!was_running) running_ = TRY(start(deadline));
  const Result<Bytes> frame = exchange(request, deadline);
  if (frame) return parse_reply(*frame);
  dismiss();
  if (frame.error().code != ErrorCode::cancelled) return frame;
  // One that ended while nobody asked is no reason to fail; one that ends at this very question is.
  if (was_running) return ask(request, deadline);
  return failure(ErrorCode::unavailable, frame.error().detail);
}

}  // namespace digue::machine::linux
