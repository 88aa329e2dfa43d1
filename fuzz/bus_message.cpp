#include "machine/linux/bus_message.h"

#include <sys/socket.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"

namespace {

using namespace digue;
using machine::BusValue;

void append_u32(std::string& frame, std::size_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8) frame += static_cast<char>(number >> shift & 0xffU);
}

/// An answer as it comes over the wire (D-Bus specification, "Message Format"), with that signature and body.
std::string answer(std::string_view signature, std::string_view body) {
  std::string fields = {5, 1, 'u', 0, 1, 0, 0, 0};  // it replies to message 1
  fields += std::string({8, 1, 'g', 0, static_cast<char>(signature.size())}) + std::string(signature) + '\0';
  std::string frame = {'l', 2, 1, 1};  // little endian, METHOD_RETURN, NO_REPLY_EXPECTED, version 1
  append_u32(frame, body.size());
  append_u32(frame, 1);
  append_u32(frame, fields.size());
  frame += fields;
  frame.resize((frame.size() + 7) / 8 * 8);
  return frame + std::string(body);
}

/// Our end of a connection on which somebody says one thing.
class Connection {
 public:
  explicit Connection(const std::string& said) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
    other_end_ = ends[1];
    if (sd_bus_new(&bus_) < 0 || sd_bus_set_fd(bus_, ends[0], ends[0]) < 0 || sd_bus_negotiate_fds(bus_, 0) < 0 ||
        sd_bus_start(bus_) < 0) {
      std::abort();
    }
    // First the greeting alone: libsystemd 252 stops the program over a third line of it.
    say("DATA\r\nOK 00000000000000000000000000000001\r\n");
    for (int steps = 0; sd_bus_is_ready(bus_) == 0 && steps < 20; ++steps) {
      if (sd_bus_process(bus_, nullptr) < 0) std::abort();
    }
    say(said);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    sd_bus_close_unref(bus_);
    close(other_end_);
  }

  /// nullptr if what was said is no message.
  sd_bus_message* next() {
    for (int steps = 0; steps < 20; ++steps) {
      sd_bus_message* message = nullptr;
      if (sd_bus_process(bus_, &message) < 0) return nullptr;
      if (message != nullptr) return message;
    }
    return nullptr;
  }

 private:
  void say(std::string_view text) const {
    if (send(other_end_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) std::abort();
  }

  int other_end_ = -1;
  sd_bus* bus_ = nullptr;
};

std::size_t depth_of(const BusValue& value) {
  std::size_t deepest = 0;
  if (const auto* list = value.as_list()) {
    for (const BusValue& item : *list) deepest = std::max(deepest, depth_of(item));
  }
  if (const auto* map = value.as_map()) {
    for (const auto& [name, item] : *map) deepest = std::max(deepest, depth_of(item));
  }
  return deepest + 1;
}

/// Nothing if what was said is no message, or none that we understand.
std::optional<BusValue> parsed(std::string_view signature, std::string_view body) {
  Connection connection(answer(signature, body));
  const std::unique_ptr<sd_bus_message, decltype([](sd_bus_message* owned) { sd_bus_message_unref(owned); })> message(
      connection.next());
  if (!message) return std::nullopt;
  auto value = machine::linux::parse_message(message.get());
  return value ? std::optional(*std::move(value)) : std::nullopt;
}

}  // namespace

/// Any answer on the bus: the length of a signature, the signature, and a body that need not fit it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool arrives = parsed("y", "\x07").has_value();
  if (!arrives) std::abort();  // else nothing of what follows would be tried
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  if (text.empty() || text.size() > 60'000) return 0;
  const std::size_t length = std::min<std::size_t>(static_cast<unsigned char>(text[0]), text.size() - 1);
  const auto value = parsed(text.substr(1, length), text.substr(1 + length));
  if (value && depth_of(*value) > static_cast<std::size_t>(machine::linux::max_bus_depth) + 1) std::abort();
  return 0;
}
