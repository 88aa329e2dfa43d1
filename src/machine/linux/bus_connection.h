#pragma once

#include <memory>

#include "machine/bus.h"

struct sd_bus;
struct sd_bus_message;

namespace digue::machine::linux {

struct ReleaseBusMessage {
  void operator()(sd_bus_message* message) const;
};
using BusMessage = std::unique_ptr<sd_bus_message, ReleaseBusMessage>;

/// A bus through sd-bus, by its events and never by its waiting calls, which do not know our deadline. One connection
/// for all questions, made by the first and made again when the bus is lost. For one thread. Errors as Bus.
class BusConnection {
 public:
  /// An address as in the D-Bus specification; only those of sockets in the file system ("unix:…") are used.
  explicit BusConnection(std::string address) : address_(std::move(address)) {}

  /// A question without arguments yet. Nothing is started to answer it, unless `may_start`.
  Result<BusMessage> question(const BusAddress& address, const std::string& method, Deadline deadline,
                              bool may_start = false);
  Result<BusValue> ask(sd_bus_message* question, Deadline deadline);

 private:
  struct Close {
    void operator()(sd_bus* bus) const;
  };
  using Connection = std::unique_ptr<sd_bus, Close>;

  Result<void> connect(Deadline deadline);

  std::string address_;
  Connection connection_;
};

}  // namespace digue::machine::linux
