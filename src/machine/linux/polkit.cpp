#include <fmt/core.h>
#include <systemd/sd-bus.h>

#include <fstream>

#include "base/text.h"
#include "machine/authority.h"
#include "machine/linux/system_bus.h"

namespace digue::machine {

namespace {

constexpr std::uint32_t allow_user_interaction = 1;
/// proc(5): of the fields after the program's name, which is in parentheses and may hold anything.
constexpr std::size_t start_time_field = 22 - 3;

/// When a process began, in the kernel's ticks: its number alone could be another's by now (CVE-2013-4288).
Result<std::uint64_t> start_time_of(std::int64_t process_id) {
  std::ifstream file(fmt::format("/proc/{}/stat", process_id));
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 2 > line.size()) return failure(ErrorCode::not_found, "it has ended");
  const auto fields = split(std::string_view(line).substr(name_end + 2), ' ');
  const auto ticks = fields.size() > start_time_field ? parse_integer(fields[start_time_field]) : std::nullopt;
  if (!ticks || *ticks < 0) return failure(ErrorCode::damaged, "no time of a process");
  return static_cast<std::uint64_t>(*ticks);
}

class Polkit final : public Authority {
 public:
  Polkit() : connection_(linux::SystemBus::usual_address()) {}

  Result<bool> allows(const SocketPeer& peer, const std::string& action, Deadline deadline) override {
    static const BusAddress authority{"org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority",
                                      "org.freedesktop.PolicyKit1.Authority"};
    const std::uint64_t started = TRY(start_time_of(peer.process_id));
    const auto question = TRY(connection_.question(authority, "CheckAuthorization", deadline, true));
    // The account is the kernel's word of when the connection was made: polkit compares it with the process's own.
    const int made =
        sd_bus_message_append(question.get(), "(sa{sv})sa{ss}us", "unix-process", 3, "pid", "u",
                              static_cast<std::uint32_t>(peer.process_id), "start-time", "t", started, "uid", "i",
                              static_cast<std::int32_t>(peer.user_id), action.c_str(), 0, allow_user_interaction, "");
    if (made < 0) return failure(ErrorCode::invalid_input, "no question for polkit");
    const BusValue answer = TRY(connection_.ask(question.get(), deadline));
    const BusList* fields = answer.as_list();
    const bool* allowed = fields == nullptr || fields->empty() ? nullptr : fields->front().as_bool();
    if (allowed == nullptr) return failure(ErrorCode::invalid_input, "an answer that is not polkit's");
    return *allowed;
  }

 private:
  linux::BusConnection connection_;
};

}  // namespace

std::unique_ptr<Authority> polkit() { return std::make_unique<Polkit>(); }

}  // namespace digue::machine
