#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>

#include <memory>

#include "machine/linux/bus_message.h"
#include "machine/linux/linux_test.h"
#include "machine/linux/system_bus.h"
#include "machine/posix/descriptor.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {
namespace {

using test::TemporaryFolder;

const BusAddress network_manager = {"org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
                                    "org.freedesktop.NetworkManager"};

/// Somebody who takes connections and may say something, but never understands a word.
class DeafBus {
 public:
  explicit DeafBus(std::string says = "") : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    place_.path_of("bus").copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(socket_.number(), 4) == 0);
    if (!says.empty()) speaker_ = std::jthread([this, says = std::move(says)] { say(says); });
  }
  ~DeafBus() { ::shutdown(socket_.number(), SHUT_RDWR); }

  std::string address() const { return "unix:path=" + place_.path_of("bus"); }

 private:
  void say(const std::string& text) const {
    const posix::Descriptor caller(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    while (::send(caller.number(), text.data(), text.size(), MSG_NOSIGNAL) > 0) {
    }
  }

  TemporaryFolder place_;
  posix::Descriptor socket_;
  std::jthread speaker_;
};

/// A message that can be written and read without a bus: nobody answers at the other end of its socket.
class Letter {
 public:
  Letter() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    other_end_ = posix::Descriptor(ends[1]);
    REQUIRE(sd_bus_new(&bus_) >= 0);
    REQUIRE(sd_bus_set_fd(bus_, ends[0], ends[0]) >= 0);
    REQUIRE(sd_bus_start(bus_) >= 0);
    REQUIRE(sd_bus_message_new_method_call(bus_, &message_, nullptr, "/", nullptr, "Letter") >= 0);
  }
  Letter(const Letter&) = delete;
  Letter& operator=(const Letter&) = delete;
  ~Letter() {
    sd_bus_message_unref(message_);
    sd_bus_close_unref(bus_);
  }

  sd_bus_message* message() { return message_; }

  Result<BusValue> parsed() {
    REQUIRE(sd_bus_message_seal(message_, 1, 0) >= 0);
    REQUIRE(sd_bus_message_rewind(message_, 1) >= 0);
    return parse_message(message_);
  }

 private:
  posix::Descriptor other_end_;
  sd_bus* bus_ = nullptr;
  sd_bus_message* message_ = nullptr;
};

BusValue text(std::string text) { return BusValue(std::move(text)); }
BusValue number(std::int64_t number) { return BusValue(number); }

TEST_CASE("no bus is unsupported") {
  for (const char* address : {"unix:path=/nonexistent/bus", "unixexec:path=/bin/true", "tcp:host=localhost", "", "x"}) {
    CAPTURE(address);
    SystemBus bus(address);
    CHECK(bus.property(network_manager, "State", patient()).error().code == ErrorCode::unsupported);
    CHECK(bus.call(network_manager, "GetDevices", patient()).error().code == ErrorCode::unsupported);
  }
}

TEST_CASE("a bus that takes the call and never answers costs the deadline") {
  const DeafBus deaf;
  SystemBus bus(deaf.address());
  CHECK(bus.property(network_manager, "State", soon()).error().code == ErrorCode::unavailable);
  CHECK(bus.call(network_manager, "GetDevices", soon()).error().code == ErrorCode::unavailable);
  CHECK(bus.call(network_manager, "GetDevices", Deadline::in({})).error().code == ErrorCode::unavailable);
}

TEST_CASE("a bus that talks nonsense without end is no answer") {
  for (const char* nonsense : {"nonsense\r\n", "OK\r\n", "REJECTED EXTERNAL\r\n", "\xff"}) {
    CAPTURE(nonsense);
    const DeafBus deaf(nonsense);
    SystemBus bus(deaf.address());
    CHECK_FALSE(bus.property(network_manager, "State", soon()).has_value());
  }
}

TEST_CASE("every kind of value comes as what it is") {
  Letter letter;
  REQUIRE(sd_bus_message_append(letter.message(), "bynqiuxtdsog", 1, 0xffU, -2, 3U, -4, 5U, INT64_MIN, UINT64_MAX, 1.5,
                                "é", "/a", "a{sv}") >= 0);
  const BusList expected = {BusValue(true),    number(255),       number(-2),    number(3), number(-4), number(5),
                            number(INT64_MIN), number(INT64_MAX), BusValue(1.5), text("é"), text("/a"), text("a{sv}")};
  CHECK(letter.parsed().value() == BusValue(expected));
}

TEST_CASE("containers keep their shape, and variants disappear") {
  Letter letter;
  REQUIRE(sd_bus_message_append(letter.message(), "a{sv}a{ub}(si)asay", 2, "list", "as", 2, "x", "y", "deep", "v", "u",
                                7U, 1, 9U, 1, "s", -1, 0, 3, 0x61, 0, 0xff) >= 0);
  const BusValue value = letter.parsed().value();
  REQUIRE(value.as_list() != nullptr);
  REQUIRE(value.as_list()->size() == 5);
  const BusValue& dictionary = value.as_list()->at(0);
  CHECK(*dictionary.find("list") == BusValue(BusList{text("x"), text("y")}));
  CHECK(*dictionary.find("deep") == number(7));
  CHECK(*value.as_list()->at(1).find("9") == BusValue(true));
  CHECK(value.as_list()->at(2) == BusValue(BusList{text("s"), number(-1)}));
  CHECK(value.as_list()->at(3) == BusValue(BusList{}));
  CHECK(value.as_list()->at(4) == text(std::string("a\0\xff", 3)));
}

TEST_CASE("an answer of nothing is an empty list, and one value is itself") {
  CHECK(Letter().parsed().value() == BusValue(BusList{}));
  Letter letter;
  REQUIRE(sd_bus_message_append(letter.message(), "v", "a{sv}", 0) >= 0);
  CHECK(letter.parsed().value() == BusValue(BusMap{}));
}

TEST_CASE("an answer too deep, too large or too long is invalid input") {
  const auto nested = [](int depth) {
    Letter letter;
    for (int i = 0; i < depth - 1; ++i) REQUIRE(sd_bus_message_open_container(letter.message(), 'v', "v") >= 0);
    REQUIRE(sd_bus_message_append(letter.message(), "v", "s", "deep") >= 0);
    for (int i = 0; i < depth - 1; ++i) REQUIRE(sd_bus_message_close_container(letter.message()) >= 0);
    return letter.parsed();
  };
  CHECK(nested(max_bus_depth - 1).value() == text("deep"));
  CHECK(nested(max_bus_depth).error().code == ErrorCode::invalid_input);

  const auto wide = [](std::size_t count) {
    Letter letter;
    const std::vector<std::int32_t> numbers(count);
    REQUIRE(sd_bus_message_append_array(letter.message(), 'i', numbers.data(), count * sizeof(std::int32_t)) >= 0);
    return letter.parsed();
  };
  CHECK(wide(max_bus_items - 1).has_value());
  CHECK(wide(max_bus_items).error().code == ErrorCode::invalid_input);

  const auto longer = [](std::size_t size) {
    Letter letter;
    const std::string bytes(size, 'x');
    REQUIRE(sd_bus_message_append_array(letter.message(), 'y', bytes.data(), size) >= 0);
    return letter.parsed();
  };
  CHECK(longer(max_bus_bytes).has_value());
  CHECK(longer(max_bus_bytes + 1).error().code == ErrorCode::invalid_input);
}

TEST_CASE("an error of the bus says what can be done") {
  CHECK(code_of_bus_error("org.freedesktop.DBus.Error.ServiceUnknown") == ErrorCode::not_found);
  CHECK(code_of_bus_error("org.freedesktop.DBus.Error.UnknownProperty") == ErrorCode::not_found);
  CHECK(code_of_bus_error("org.freedesktop.DBus.Error.AccessDenied") == ErrorCode::denied);
  CHECK(code_of_bus_error("org.freedesktop.DBus.Error.NoReply") == ErrorCode::unavailable);
  CHECK(code_of_bus_error("org.freedesktop.DBus.Error.Timeout") == ErrorCode::unavailable);
  CHECK(code_of_bus_error("com.example.UnknownMethod") == ErrorCode::unavailable);
  CHECK(code_of_bus_error("") == ErrorCode::unavailable);
}

}  // namespace
}  // namespace digue::machine::linux
