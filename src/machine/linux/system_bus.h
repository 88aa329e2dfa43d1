#pragma once

#include <memory>

#include "machine/bus.h"

struct sd_bus;
struct sd_bus_message;

namespace digue::machine::linux {

/// The system bus through sd-bus, by its events and never by its waiting calls, which do not know our deadline. One
/// connection for all questions, made by the first and made again when the bus is lost.
class SystemBus final : public Bus {
 public:
  /// An address as in the D-Bus specification; only those of sockets in the file system ("unix:…") are used.
  explicit SystemBus(std::string address) : address_(std::move(address)) {}

  /// What this program's environment names (DBUS_SYSTEM_BUS_ADDRESS), or the usual place.
  static std::string usual_address();

  Result<BusValue> property(const BusAddress& address, const std::string& name, Deadline deadline) override;
  Result<BusValue> call(const BusAddress& address, const std::string& method, Deadline deadline) override;

 private:
  struct Close {
    void operator()(sd_bus* bus) const;
  };
  using Connection = std::unique_ptr<sd_bus, Close>;

  Result<void> connect(Deadline deadline);
  Result<BusValue> ask(sd_bus_message* question, Deadline deadline);

  std::string address_;
  Connection connection_;
};

}  // namespace digue::machine::linux
