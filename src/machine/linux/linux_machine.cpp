#include "machine/linux/linux_machine.h"

#include <map>

#include "machine/linux/accounts.h"
#include "machine/linux/mounts.h"
#include "machine/linux/processes.h"
#include "machine/linux/reader_files.h"
#include "machine/linux/system_bus.h"
#include "machine/posix/clock.h"

namespace digue::machine {

namespace {

class NoRegistry final : public Registry {
 public:
  Result<RegistryValue> value(const std::string&, const std::string&) override { return none(); }
  Result<bool> has_key(const std::string&) override { return none(); }

 private:
  static std::unexpected<Error> none() { return failure(ErrorCode::unsupported, "Linux has no registry"); }
};

}  // namespace

struct LinuxMachine::Abilities {
  explicit Abilities(const LinuxDoors& doors)
      : reader{doors.reader_program},
        bus(doors.bus_address.empty() ? linux::SystemBus::usual_address() : doors.bus_address) {}

  linux::ReaderClient reader_for(std::optional<Account> account) {
    return linux::ReaderClient(reader, std::move(account), processes, dying);
  }

  linux::ReaderProgram reader;
  linux::Dying dying;
  linux::LinuxProcesses processes{dying};
  posix::SystemClock clock;
  linux::ReaderFiles files{reader_for({})};
  std::map<std::string, linux::ReaderFiles> files_of;  // by account id
  linux::LinuxAccounts accounts{files, processes};
  linux::SystemBus bus;
  linux::LinuxMounts mounts{
      files, [this](const std::string& path, Deadline deadline) { return files.block_number(path, deadline); }};
  NoRegistry registry;
};

LinuxMachine::LinuxMachine(const LinuxDoors& doors) : abilities_(std::make_unique<Abilities>(doors)) {}
LinuxMachine::~LinuxMachine() = default;

System LinuxMachine::system() const { return System::linux; }
Clock& LinuxMachine::clock() { return abilities_->clock; }
Accounts& LinuxMachine::accounts() { return abilities_->accounts; }
Files& LinuxMachine::files() { return abilities_->files; }

Result<Files*> LinuxMachine::files_of(const Account& account) {
  TRY(linux::check_may_become(account));
  if (const auto found = abilities_->files_of.find(account.id); found != abilities_->files_of.end()) {
    return &found->second;
  }
  return &abilities_->files_of.try_emplace(account.id, abilities_->reader_for(account)).first->second;
}

Processes& LinuxMachine::processes() { return abilities_->processes; }
Bus& LinuxMachine::bus() { return abilities_->bus; }
Registry& LinuxMachine::registry() { return abilities_->registry; }
Mounts& LinuxMachine::mounts() { return abilities_->mounts; }

}  // namespace digue::machine
