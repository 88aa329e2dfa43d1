#include "posture/probes/operating_system.h"
#include "posture/probes/probes.h"

namespace digue::posture {

Reading read_os_version(const Look& look) {
  Reading reading{.table = "os_version"};
  if (const auto system = read_operating_system(look, reading)) {
    reading.rows.push_back({{"platform", system->platform},
                            {"name", fact(system->name)},
                            {"version", fact(system->version)},
                            {"build", fact(system->build)},
                            {"edition", fact(system->edition)}});
  }
  return reading;
}

}  // namespace digue::posture
