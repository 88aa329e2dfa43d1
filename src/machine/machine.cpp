#include "machine/machine.h"

namespace digue::machine {

std::string_view name_of(System system) {
  switch (system) {
    case System::linux: return "linux";
    case System::macos: return "macos";
    case System::windows: return "windows";
  }
  return "linux";
}

}  // namespace digue::machine
