#pragma once

#include "machine/account.h"
#include "machine/bus.h"
#include "machine/clock.h"
#include "machine/files.h"
#include "machine/mounts.h"
#include "machine/processes.h"
#include "machine/registry.h"

namespace digue::machine {

enum class System { linux, macos, windows };

/// As in the keys of content/: "linux", "macos", "windows".
std::string_view name_of(System system);

/// One computer: all that the rest of the house may ask of it. The real one is in linux/ or windows/, a computer in
/// memory and the frozen ones are in fake/. What an ability cannot do on a system, it answers with `unsupported`.
class Machine {
 public:
  virtual ~Machine() = default;

  virtual System system() const = 0;
  virtual Clock& clock() = 0;
  virtual Accounts& accounts() = 0;
  /// Files that belong to the system.
  virtual Files& files() = 0;
  /// Files of a person, read with that person's rights. `denied` if this program may not take them.
  virtual Result<Files*> files_of(const Account& account) = 0;
  virtual Processes& processes() = 0;
  virtual Bus& bus() = 0;
  virtual Registry& registry() = 0;
  virtual Mounts& mounts() = 0;
};

}  // namespace digue::machine
