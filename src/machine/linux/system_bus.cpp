#include "machine/linux/system_bus.h"

#include <systemd/sd-bus.h>

#include <cstdlib>

namespace digue::machine::linux {

std::string SystemBus::usual_address() {
  const char* address = ::secure_getenv("DBUS_SYSTEM_BUS_ADDRESS");
  return address != nullptr ? address : "unix:path=/run/dbus/system_bus_socket";
}

Result<BusValue> SystemBus::property(const BusAddress& address, const std::string& name, Deadline deadline) {
  const BusAddress getter{address.service, address.object, "org.freedesktop.DBus.Properties"};
  const BusMessage question = TRY(connection_.question(getter, "Get", deadline));
  if (sd_bus_message_append(question.get(), "ss", address.interface.c_str(), name.c_str()) < 0) {
    return failure(ErrorCode::invalid_input, "no name of a property");
  }
  return connection_.ask(question.get(), deadline);
}

Result<BusValue> SystemBus::call(const BusAddress& address, const std::string& method, Deadline deadline) {
  const BusMessage question = TRY(connection_.question(address, method, deadline));
  return connection_.ask(question.get(), deadline);
}

}  // namespace digue::machine::linux
