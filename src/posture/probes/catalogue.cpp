#include <array>

#include "posture/probes/probes.h"

namespace digue::posture {

using std::chrono::seconds;

std::span<const Probe> catalogue() {
  static constexpr std::array probes = {
      Probe{"os_version", seconds(2), read_os_version},
      Probe{"os_support", seconds(2), read_os_support},
      Probe{"session_locks", seconds(5), read_session_locks},
      Probe{"lock_shortcuts", seconds(5), read_lock_shortcuts},
      Probe{"system_updates", seconds(30), read_system_updates},
      Probe{"wifi_status", seconds(3), read_wifi_status},
      Probe{"disk_encryption", seconds(3), read_disk_encryption},
  };
  return probes;
}

Result<FactTables> collect(machine::Machine& machine, const json::Value& content, Names names) {
  const json::Value* lists = content.find("lists");
  if (lists == nullptr) return failure(ErrorCode::bug, "the embedded content has no lists");
  FactTables facts = TRY(FactTables::create(content, names, machine.clock().now()));
  for (const Probe& probe : catalogue()) {
    const Look look{machine, machine::Deadline::in(probe.deadline), *lists};
    TRY(facts.add(probe.read(look), machine.clock().now()));
  }
  return facts;
}

}  // namespace digue::posture
