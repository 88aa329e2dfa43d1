#include "machine/linux/bus_connection.h"

#include <systemd/sd-bus.h>

#include <cerrno>
#include <limits>

#include "machine/linux/bus_message.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

struct ReleaseSlot {
  void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
};
using Slot = std::unique_ptr<sd_bus_slot, ReleaseSlot>;

std::unexpected<Error> no_bus() { return failure(ErrorCode::unsupported, "no system bus"); }
std::unexpected<Error> bus_lost() { return failure(ErrorCode::unavailable, "the bus has gone"); }

std::uint64_t microseconds(std::chrono::milliseconds time) {
  return static_cast<std::uint64_t>(std::chrono::microseconds(time).count());
}

/// Lets the bus do what it can do now, and else waits for more.
Result<void> step(sd_bus* bus, Deadline deadline) {
  if (deadline.is_over()) return failure(ErrorCode::unavailable, "no answer from the bus in time");
  const int done = sd_bus_process(bus, nullptr);
  if (done == -EACCES || done == -EPERM) return failure(ErrorCode::denied, "the bus refuses us");
  if (done < 0) return bus_lost();
  if (done > 0) return {};
  const int waited = sd_bus_wait(bus, microseconds(deadline.remaining()));
  if (waited < 0 && waited != -EINTR) return bus_lost();
  return {};
}

int keep_reply(sd_bus_message* reply, void* kept, sd_bus_error*) {
  static_cast<BusMessage*>(kept)->reset(sd_bus_message_ref(reply));
  return 1;
}

}  // namespace

void BusConnection::Close::operator()(sd_bus* bus) const { sd_bus_close_unref(bus); }

void ReleaseBusMessage::operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }

/// Returns with a connection that the bus has accepted and that was alive a moment ago.
Result<void> BusConnection::connect(Deadline deadline) {
  while (connection_ && !deadline.is_over()) {
    const int done = sd_bus_process(connection_.get(), nullptr);
    if (done == 0) return {};
    if (done < 0) connection_.reset();
  }
  // Others, as "unixexec:", would start a program or ask for the address of a host.
  if (!address_.starts_with("unix:")) return no_bus();
  sd_bus* made = nullptr;
  if (sd_bus_new(&made) < 0) return failure(ErrorCode::unavailable, "no memory for a bus");
  Connection connection(made);
  if (sd_bus_set_address(made, address_.c_str()) < 0 || sd_bus_set_bus_client(made, 1) < 0) return no_bus();
  const int result = sd_bus_start(made);
  if (result < 0) {
    const ErrorCode code = posix::code_of(-result);
    return code == ErrorCode::denied ? failure(code, "the bus refuses us") : no_bus();
  }
  while (sd_bus_is_ready(made) == 0) TRY(step(made, deadline));
  if (sd_bus_is_ready(made) < 0) return bus_lost();
  connection_ = std::move(connection);
  return {};
}

Result<BusValue> BusConnection::ask(sd_bus_message* question, Deadline deadline) {
  BusMessage reply;
  sd_bus_slot* made = nullptr;
  const auto never = std::numeric_limits<std::uint64_t>::max();  // the deadline is ours to hold
  if (sd_bus_call_async(connection_.get(), &made, question, keep_reply, &reply, never) < 0) return bus_lost();
  const Slot slot(made);
  while (!reply) {
    const Result<void> stepped = step(connection_.get(), deadline);
    if (stepped) continue;
    connection_.reset();
    return std::unexpected(stepped.error());
  }
  if (const sd_bus_error* error = sd_bus_message_get_error(reply.get())) {
    return failure(code_of_bus_error(error->name), "the bus answered with an error");
  }
  return parse_message(reply.get());
}

Result<BusMessage> BusConnection::question(const BusAddress& address, const std::string& method, Deadline deadline,
                                           bool may_start) {
  TRY(connect(deadline));
  sd_bus_message* made = nullptr;
  const int result = sd_bus_message_new_method_call(connection_.get(), &made, address.service.c_str(),
                                                    address.object.c_str(), address.interface.c_str(), method.c_str());
  BusMessage question(made);
  if (result < 0) return failure(ErrorCode::invalid_input, "no address on a bus");
  if (sd_bus_message_set_auto_start(made, may_start ? 1 : 0) < 0) {
    return failure(ErrorCode::bug, "a service would be started");
  }
  return question;
}

}  // namespace digue::machine::linux
