#include "machine/notifier.h"

#include <systemd/sd-bus.h>

#include "base/text.h"
#include "machine/linux/bus_connection.h"

namespace digue::machine {

namespace {

/// Specification, "Urgency Levels".
constexpr std::uint8_t normal_urgency = 1;
constexpr std::int32_t never_expires = 0;
constexpr std::int32_t servers_choice = -1;

/// The body may hold a small markup, so what looks like it is written as XML has it.
std::string without_markup(std::string_view text) {
  std::string plain = replace_all(text, "&", "&amp;");
  plain = replace_all(plain, "<", "&lt;");
  return replace_all(plain, ">", "&gt;");
}

class BusNotifier final : public Notifier {
 public:
  explicit BusNotifier(std::string bus) : connection_(std::move(bus)) {}

  Result<void> reach(Deadline deadline) override {
    TRY(connection_.question(service, "Notify", deadline));
    return {};
  }

  Result<void> show(const Notification& notification, Deadline deadline) override {
    // What shows notices may be started by asking for it.
    const auto question = TRY(connection_.question(service, "Notify", deadline, true));
    const int made =
        sd_bus_message_append(question.get(), "susssasa{sv}i", "Digue", shown_, "security-high",
                              notification.title.c_str(), without_markup(notification.body).c_str(), 0, 1, "urgency",
                              "y", normal_urgency, notification.stays ? never_expires : servers_choice);
    if (made < 0) return failure(ErrorCode::invalid_input, "no text for a bus");
    const BusValue answer = TRY(connection_.ask(question.get(), deadline));
    if (const std::int64_t* id = answer.as_integer()) shown_ = static_cast<std::uint32_t>(*id);
    return {};
  }

 private:
  inline static const BusAddress service{"org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                                         "org.freedesktop.Notifications"};

  linux::BusConnection connection_;
  std::uint32_t shown_ = 0;  ///< the id of what is shown; 0: nothing
};

}  // namespace

std::unique_ptr<Notifier> notifier_on_bus(std::string bus_address) {
  return std::make_unique<BusNotifier>(std::move(bus_address));
}

}  // namespace digue::machine
