#include "machine/linux/system_bus.h"

#include <systemd/sd-bus.h>

#include <cerrno>
#include <cstdlib>
#include <limits>

#include "machine/linux/bus_message.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

struct ReleaseMessage {
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, ReleaseMessage>;

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
  static_cast<Message*>(kept)->reset(sd_bus_message_ref(reply));
  return 1;
}

Result<Message> question_for(sd_bus* bus, const BusAddress& address, const std::string& method) {
  sd_bus_message* made = nullptr;
  const int result = sd_bus_message_new_method_call(bus, &made, address.service.c_str(), address.object.c_str(),
                                                    address.interface.c_str(), method.c_str());
  Message question(made);
  if (result < 0) return failure(ErrorCode::invalid_input, "no address on a bus");
  if (sd_bus_message_set_auto_start(made, 0) < 0) return failure(ErrorCode::bug, "a service would be started");
  return question;
}

}  // namespace

void SystemBus::Close::operator()(sd_bus* bus) const { sd_bus_close_unref(bus); }

std::string SystemBus::usual_address() {
  const char* address = ::secure_getenv("DBUS_SYSTEM_BUS_ADDRESS");
  return address != nullptr ? address : "unix:path=/run/dbus/system_bus_socket";
}

/// Returns with a connection that the bus has accepted and that was alive a moment ago.
Result<void> SystemBus::connect(Deadline deadline) {
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

Result<BusValue> SystemBus::ask(sd_bus_message* question, Deadline deadline) {
  Message reply;
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

Result<BusValue> SystemBus::property(const BusAddress& address, const std::string& name, Deadline deadline) {
  TRY(connect(deadline));
  const BusAddress getter{address.service, address.object, "org.freedesktop.DBus.Properties"};
  const Message question = TRY(question_for(connection_.get(), getter, "Get"));
  if (sd_bus_message_append(question.get(), "ss", address.interface.c_str(), name.c_str()) < 0) {
    return failure(ErrorCode::invalid_input, "no name of a property");
  }
  return ask(question.get(), deadline);
}

Result<BusValue> SystemBus::call(const BusAddress& address, const std::string& method, Deadline deadline) {
  TRY(connect(deadline));
  const Message question = TRY(question_for(connection_.get(), address, method));
  return ask(question.get(), deadline);
}

}  // namespace digue::machine::linux
