#pragma once

#include <memory>
#include <string>

#include "machine/machine.h"

namespace digue::machine {

/// What a Linux computer is asked through. The defaults are right for the program itself.
struct LinuxDoors {
  std::string reader_program = "/proc/self/exe";  ///< calls serve_files(0) when its one argument is "internal-reader"
  std::string bus_address;                        ///< of the system bus; empty: what the environment names
};

/// This computer. It has no registry. Belongs to one thread: what it starts dies with that thread.
class LinuxMachine final : public Machine {
 public:
  explicit LinuxMachine(const LinuxDoors& doors = {});
  ~LinuxMachine() override;

  System system() const override;
  Clock& clock() override;
  Accounts& accounts() override;
  Files& files() override;
  Result<Files*> files_of(const Account& account) override;
  Processes& processes() override;
  Bus& bus() override;
  Registry& registry() override;
  Mounts& mounts() override;

 private:
  struct Abilities;
  std::unique_ptr<Abilities> abilities_;
};

}  // namespace digue::machine
