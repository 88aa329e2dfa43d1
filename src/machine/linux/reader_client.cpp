#include "machine/linux/reader_client.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>

#include "machine/linux/frames.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

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
  TRY(send_frame(running_->socket, TRY(encode_request(request)), deadline));
  return receive_frame(running_->socket, max_reply_bytes(request), deadline);
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
