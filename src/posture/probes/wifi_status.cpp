#include "base/text.h"
#include "posture/probes/known.h"
#include "posture/probes/probes.h"
#include "posture/probes/wifi_security.h"

namespace digue::posture {

namespace {

using machine::BusAddress;
using machine::BusValue;

// org.freedesktop.NetworkManager, as in its reference manual of D-Bus interfaces.
constexpr std::int64_t device_type_wifi = 2;   // NM_DEVICE_TYPE_WIFI
constexpr std::int64_t state_unknown = 0;      // NM_DEVICE_STATE_UNKNOWN
constexpr std::int64_t state_unmanaged = 10;   // NM_DEVICE_STATE_UNMANAGED
constexpr std::int64_t state_activated = 100;  // NM_DEVICE_STATE_ACTIVATED

constexpr std::size_t max_cards = 256;

const std::string cards_folder = "/sys/class/net";

/// One row, before it is known whether anybody can tell more of the card.
struct Card {
  std::string interface;
  Maybe connected;
  std::optional<std::string_view> security;
  Maybe hidden;
};

/// Asks one object of NetworkManager.
class Asked {
 public:
  Asked(const Look& look, std::string object) : look_(look), object_(std::move(object)) {}

  /// The property as a T; `damaged` if it is of another type. `interface` without "org.freedesktop.NetworkManager".
  template <typename T>
  Result<T> property(const std::string& interface, const std::string& name) const {
    const BusValue value = TRY(look_.machine.bus().property(at(interface), name, look_.deadline));
    const T* content = std::get_if<T>(&value.content());
    if (content == nullptr) return failure(ErrorCode::damaged, name + " is of another type");
    return *content;
  }

  Result<BusValue> settings() const {
    return look_.machine.bus().call(at(".Settings.Connection"), "GetSettings", look_.deadline);
  }

 private:
  BusAddress at(const std::string& interface) const {
    return {"org.freedesktop.NetworkManager", object_, "org.freedesktop.NetworkManager" + interface};
  }

  const Look& look_;
  std::string object_;
};

/// The names of the Wi-Fi cards, from the kernel: it knows them whoever manages them.
Result<std::vector<std::string>> wireless_cards(const Look& look) {
  machine::Files& files = look.machine.files();
  std::vector<std::string> cards;
  for (const std::string& name : TRY(files.list(cards_folder, max_cards, look.deadline))) {
    for (const char* mark : {"/wireless", "/phy80211"}) {
      if (TRY(if_there(files.info(cards_folder + "/" + name + mark, look.deadline)))) {
        cards.push_back(name);
        break;
      }
    }
  }
  return cards;
}

/// NetworkManager's object for that card.
Result<std::string> managed_device(const Look& look, const std::string& card) {
  const auto devices = TRY(Asked(look, "/org/freedesktop/NetworkManager").property<machine::BusList>("", "Devices"));
  if (devices.size() > max_cards) return failure(ErrorCode::invalid_input, "too many devices");
  for (const BusValue& device : devices) {
    if (device.as_text() == nullptr) return failure(ErrorCode::damaged, "a device without a path");
    const Asked asked(look, *device.as_text());
    if (TRY(asked.property<std::int64_t>(".Device", "DeviceType")) != device_type_wifi) continue;
    if (TRY(asked.property<std::string>(".Device", "Interface")) == card) return *device.as_text();
  }
  return failure(ErrorCode::unsupported, "NetworkManager does not know this card");
}

Result<std::string_view> security_of(const Look& look, const Asked& device) {
  const auto path = TRY(device.property<std::string>(".Device.Wireless", "ActiveAccessPoint"));
  // "/" stands for no object: connected, and to nothing that could be judged.
  if (path == "/") return failure(ErrorCode::not_found, "no access point");
  const Asked access_point(look, path);
  const auto flag = [&](const std::string& name) { return access_point.property<std::int64_t>(".AccessPoint", name); };
  AccessPointFlags flags;
  flags.flags = TRY(flag("Flags"));
  flags.wpa_flags = TRY(flag("WpaFlags"));
  flags.rsn_flags = TRY(flag("RsnFlags"));
  const auto security = wifi_security(flags);
  if (!security) return failure(ErrorCode::unsupported, "flags of no known kind of network");
  return *security;
}

/// Whether this machine was told that the network hides its name. Of the settings nothing else is looked at.
Result<bool> hidden_of(const Look& look, const Asked& device) {
  const auto active = TRY(device.property<std::string>(".Device", "ActiveConnection"));
  const auto connection = TRY(Asked(look, active).property<std::string>(".Connection.Active", "Connection"));
  const BusValue settings = TRY(Asked(look, connection).settings());
  const BusValue* wireless = settings.find("802-11-wireless");
  if (wireless == nullptr) return failure(ErrorCode::damaged, "a connection that is not wireless");
  const BusValue* hidden = wireless->find("hidden");
  // NetworkManager leaves a setting out that has its default, and that of "hidden" is false (nm-settings-dbus).
  if (hidden == nullptr) return false;
  if (hidden->as_bool() == nullptr) return failure(ErrorCode::damaged, "hidden is neither true nor false");
  return *hidden->as_bool();
}

void look_closer(const Look& look, Reading& reading, Card& card) {
  const std::optional<std::string> path = known(reading, managed_device(look, card.interface));
  if (!path) return;
  const Asked device(look, *path);
  const auto state = known(reading, device.property<std::int64_t>(".Device", "State"));
  if (!state) return;
  if (*state == state_unknown || *state == state_unmanaged) {
    doubt(reading, ErrorCode::unsupported);  // another program may have connected it
    return;
  }
  card.connected = *state == state_activated;
  if (!*card.connected) return;
  card.security = known(reading, security_of(look, device));
  card.hidden = known(reading, hidden_of(look, device));
}

/// The kernel names some cards after their hardware address, which is nobody else's business.
Fact shown_name(const std::string& interface) {
  if (interface.starts_with("wlx")) return Personal{"card", interface};
  return printable(interface);
}

}  // namespace

Reading read_wifi_status(const Look& look) {
  if (look.machine.system() != machine::System::linux) return unsupported("wifi_status");
  Reading reading{.table = "wifi_status"};
  const auto cards = known(reading, wireless_cards(look));
  if (!cards) return reading;
  for (const std::string& name : *cards) {
    Card card{.interface = name};
    look_closer(look, reading, card);
    const auto security = card.security ? Fact(std::string(*card.security)) : Fact();
    reading.rows.push_back({{"interface", shown_name(card.interface)},
                            {"connected", fact(card.connected)},
                            {"security_type", security},
                            {"hidden", fact(card.hidden)}});
  }
  return reading;
}

}  // namespace digue::posture
