#pragma once

#include <memory>

#include "machine/machine.h"

namespace digue::machine {

/// This computer. It has no system bus; files, programs and mounts cannot be asked for yet and are `unsupported`.
/// Belongs to one thread.
class WindowsMachine final : public Machine {
 public:
  WindowsMachine();
  ~WindowsMachine() override;

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
