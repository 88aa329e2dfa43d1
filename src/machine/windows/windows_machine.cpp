#include "machine/windows/windows_machine.h"

#include "machine/windows/accounts.h"
#include "machine/windows/clock.h"
#include "machine/windows/registry.h"

namespace digue::machine {

namespace {

std::unexpected<Error> not_yet() { return failure(ErrorCode::unsupported, "cannot be asked of Windows"); }

class NoFiles final : public Files {
 public:
  Result<Bytes> read(const std::string&, std::size_t, Deadline) override { return not_yet(); }
  Result<std::vector<std::string>> list(const std::string&, std::size_t, Deadline) override { return not_yet(); }
  Result<FileInfo> info(const std::string&, Deadline) override { return not_yet(); }
  Result<std::string> link_target(const std::string&, Deadline) override { return not_yet(); }
};

class NoProcesses final : public Processes {
 public:
  Result<Output> run(const Command&, Deadline) override { return not_yet(); }
};

class NoBus final : public Bus {
 public:
  Result<BusValue> property(const BusAddress&, const std::string&, Deadline) override { return not_yet(); }
  Result<BusValue> call(const BusAddress&, const std::string&, Deadline) override { return not_yet(); }
};

class NoMounts final : public Mounts {
 public:
  Result<std::vector<Mount>> mounts(Deadline) override { return not_yet(); }
  Result<BlockDevice> block_device(const std::string&, Deadline) override { return not_yet(); }
};

}  // namespace

struct WindowsMachine::Abilities {
  windows::SystemClock clock;
  windows::NativeRegistry registry;
  windows::WindowsAccounts accounts{registry};
  NoFiles files;
  NoProcesses processes;
  NoBus bus;
  NoMounts mounts;
};

WindowsMachine::WindowsMachine() : abilities_(std::make_unique<Abilities>()) {}
WindowsMachine::~WindowsMachine() = default;

System WindowsMachine::system() const { return System::windows; }
Clock& WindowsMachine::clock() { return abilities_->clock; }
Accounts& WindowsMachine::accounts() { return abilities_->accounts; }
Files& WindowsMachine::files() { return abilities_->files; }
Result<Files*> WindowsMachine::files_of(const Account&) { return not_yet(); }
Processes& WindowsMachine::processes() { return abilities_->processes; }
Bus& WindowsMachine::bus() { return abilities_->bus; }
Registry& WindowsMachine::registry() { return abilities_->registry; }
Mounts& WindowsMachine::mounts() { return abilities_->mounts; }

}  // namespace digue::machine
