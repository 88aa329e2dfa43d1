#include "machine/fake/recorder.h"

#include "base/text.h"

namespace digue::machine::fake {

namespace {

template <typename T>
Kept<T> kept(const Result<T>& answer) {
  if (!answer) return {{}, answer.error().code};
  return {*answer, std::nullopt};
}

class RecordedAccounts final : public Accounts {
 public:
  RecordedAccounts(Accounts& accounts, Contents& contents) : accounts_(accounts), contents_(contents) {}

  Result<std::vector<Account>> people(Deadline deadline) override {
    auto answer = accounts_.people(deadline);
    contents_.people = kept(answer);
    return answer;
  }

 private:
  Accounts& accounts_;
  Contents& contents_;
};

/// What is not there is kept by being absent.
class RecordedFiles final : public Files {
 public:
  RecordedFiles(Files& files, std::map<std::string, File>& kept) : files_(files), kept_(kept) {}

  Result<Bytes> read(const std::string& path, std::size_t max_bytes, Deadline deadline) override {
    auto answer = files_.read(path, max_bytes, deadline);
    if (answer) {
      kept_[path].content = text_of(*answer);
    } else if (answer.error().code != ErrorCode::not_found) {
      kept_[path].read_error = answer.error().code;
    }
    return answer;
  }

  /// A name that is never looked into stays an empty file.
  Result<std::vector<std::string>> list(const std::string& path, std::size_t max_names, Deadline deadline) override {
    auto answer = files_.list(path, max_names, deadline);
    if (answer) kept_[path].kind = FileKind::folder;
    for (const std::string& name : answer.value_or(std::vector<std::string>())) kept_.try_emplace(path + "/" + name);
    keep_error(path, answer);
    return answer;
  }

  Result<FileInfo> info(const std::string& path, Deadline deadline) override {
    auto answer = files_.info(path, deadline);
    if (answer) {
      kept_[path].kind = answer->kind;
      kept_[path].modified_at = answer->modified_at;
    }
    keep_error(path, answer);
    return answer;
  }

  Result<std::string> link_target(const std::string& path, Deadline deadline) override {
    auto answer = files_.link_target(path, deadline);
    if (answer) kept_[path].link_to = *answer;
    keep_error(path, answer);
    return answer;
  }

 private:
  template <typename T>
  void keep_error(const std::string& path, const Result<T>& answer) {
    if (!answer && answer.error().code != ErrorCode::not_found) kept_[path].error = answer.error().code;
  }

  Files& files_;
  std::map<std::string, File>& kept_;
};

class RecordedProcesses final : public Processes {
 public:
  RecordedProcesses(Processes& processes, Contents& contents) : processes_(processes), contents_(contents) {}

  Result<Output> run(const Command& command, Deadline deadline) override {
    auto answer = processes_.run(command, deadline);
    contents_.commands[{command.words, command.as ? command.as->id : std::string()}] = kept(answer);
    return answer;
  }

 private:
  Processes& processes_;
  Contents& contents_;
};

class RecordedBus final : public Bus {
 public:
  RecordedBus(Bus& bus, Contents& contents) : bus_(bus), contents_(contents) {}

  Result<BusValue> property(const BusAddress& address, const std::string& name, Deadline deadline) override {
    auto answer = bus_.property(address, name, deadline);
    contents_.properties[{address, name}] = kept(answer);
    return answer;
  }
  Result<BusValue> call(const BusAddress& address, const std::string& method, Deadline deadline) override {
    auto answer = bus_.call(address, method, deadline);
    contents_.calls[{address, method}] = kept(answer);
    return answer;
  }

 private:
  Bus& bus_;
  Contents& contents_;
};

class RecordedRegistry final : public Registry {
 public:
  RecordedRegistry(Registry& registry, Contents& contents) : registry_(registry), contents_(contents) {}

  Result<RegistryValue> value(const std::string& key, const std::string& name) override {
    auto answer = registry_.value(key, name);
    if (answer) contents_.registry[lower_ascii(key)].values[lower_ascii(name)] = *answer;
    keep_error(key, answer);
    return answer;
  }
  Result<bool> has_key(const std::string& key) override {
    auto answer = registry_.has_key(key);
    if (answer.value_or(false)) contents_.registry.try_emplace(lower_ascii(key));
    keep_error(key, answer);
    return answer;
  }

 private:
  template <typename T>
  void keep_error(const std::string& key, const Result<T>& answer) {
    if (!answer && answer.error().code != ErrorCode::not_found)
      contents_.registry[lower_ascii(key)].error = answer.error().code;
  }

  Registry& registry_;
  Contents& contents_;
};

class RecordedMounts final : public Mounts {
 public:
  RecordedMounts(Mounts& mounts, Contents& contents) : mounts_(mounts), contents_(contents) {}

  Result<std::vector<Mount>> mounts(Deadline deadline) override {
    auto answer = mounts_.mounts(deadline);
    contents_.mounts = kept(answer);
    return answer;
  }
  Result<BlockDevice> block_device(const std::string& name, Deadline deadline) override {
    auto answer = mounts_.block_device(name, deadline);
    contents_.block_devices[name] = kept(answer);
    return answer;
  }

 private:
  Mounts& mounts_;
  Contents& contents_;
};

}  // namespace

struct Recorder::Abilities {
  Abilities(Machine& machine, Contents& contents)
      : accounts(machine.accounts(), contents),
        files(machine.files(), contents.files),
        processes(machine.processes(), contents),
        bus(machine.bus(), contents),
        registry(machine.registry(), contents),
        mounts(machine.mounts(), contents) {}

  RecordedAccounts accounts;
  RecordedFiles files;
  std::map<std::string, RecordedFiles> files_of;
  RecordedProcesses processes;
  RecordedBus bus;
  RecordedRegistry registry;
  RecordedMounts mounts;
};

Recorder::Recorder(Machine& machine)
    : machine_(machine),
      contents_(std::make_unique<Contents>()),
      abilities_(std::make_unique<Abilities>(machine, *contents_)) {
  contents_->system = machine.system();
  contents_->now = machine.clock().now();
  contents_->ahead_of_utc = std::chrono::floor<std::chrono::minutes>(machine.clock().ahead_of_utc(contents_->now));
}
Recorder::~Recorder() = default;

System Recorder::system() const { return machine_.system(); }
Clock& Recorder::clock() { return machine_.clock(); }
Accounts& Recorder::accounts() { return abilities_->accounts; }
Files& Recorder::files() { return abilities_->files; }
Result<Files*> Recorder::files_of(const Account& account) {
  Result<Files*> files = machine_.files_of(account);
  if (!files) {
    contents_->files_of_errors[account.id] = files.error().code;
    return files;
  }
  return &abilities_->files_of.try_emplace(account.id, **files, contents_->files_of[account.id]).first->second;
}
Processes& Recorder::processes() { return abilities_->processes; }
Bus& Recorder::bus() { return abilities_->bus; }
Registry& Recorder::registry() { return abilities_->registry; }
Mounts& Recorder::mounts() { return abilities_->mounts; }

}  // namespace digue::machine::fake
