#pragma once

#include "machine/linux/bus_connection.h"

namespace digue::machine::linux {

/// The system bus; see BusConnection.
class SystemBus final : public Bus {
 public:
  /// An address as in the D-Bus specification; only those of sockets in the file system ("unix:…") are used.
  explicit SystemBus(std::string address) : connection_(std::move(address)) {}

  /// What this program's environment names (DBUS_SYSTEM_BUS_ADDRESS), or the usual place.
  static std::string usual_address();

  Result<BusValue> property(const BusAddress& address, const std::string& name, Deadline deadline) override;
  Result<BusValue> call(const BusAddress& address, const std::string& method, Deadline deadline) override;

 private:
  BusConnection connection_;
};

}  // namespace digue::machine::linux
