#include "machine/fake/computer.h"

#include "base/text.h"

namespace digue::machine::fake {

namespace {

constexpr int max_links = 8;

std::unexpected<Error> not_there(std::string what) { return failure(ErrorCode::not_found, std::move(what)); }

class FakeClock final : public Clock {
 public:
  explicit FakeClock(const Contents& contents) : contents_(contents) {}
  Instant now() const override { return contents_.now; }
  std::chrono::seconds ahead_of_utc(Instant) const override { return contents_.ahead_of_utc; }

 private:
  const Contents& contents_;
};

class FakeAccounts final : public Accounts {
 public:
  explicit FakeAccounts(const Contents& contents) : contents_(contents) {}
  Result<std::vector<Account>> people(Deadline) override { return contents_.people.answer(); }

 private:
  const Contents& contents_;
};

/// The files of the system, or those of one account laid over them.
class FakeFiles final : public Files {
 public:
  FakeFiles(const Contents& contents, std::string account) : contents_(contents), account_(std::move(account)) {}

  Result<Bytes> read(const std::string& path, std::size_t max_bytes, Deadline) override {
    const File* file = TRY(followed(path));
    if (file->read_error) return failure(*file->read_error, path);
    if (file->kind != FileKind::file) return failure(ErrorCode::invalid_input, path + " is no regular file");
    if (file->content.size() > max_bytes) return failure(ErrorCode::invalid_input, path + " is too long");
    const ByteView bytes = bytes_of(file->content);
    return Bytes(bytes.begin(), bytes.end());
  }

  Result<std::vector<std::string>> list(const std::string& path, std::size_t max_names, Deadline) override {
    const File* file = find(path);
    if (file != nullptr && file->error) return failure(*file->error, path);
    std::map<std::string, bool> names;  // and whether they are there, as the uppermost layer says
    for (const auto* layer : layers()) {
      const std::string prefix = path.ends_with('/') ? path : path + "/";
      for (auto it = layer->lower_bound(prefix); it != layer->end() && it->first.starts_with(prefix); ++it) {
        const std::string_view rest = std::string_view(it->first).substr(prefix.size());
        const bool is_there = it->second.error != ErrorCode::not_found;
        const auto [name, is_new] = names.emplace(rest.substr(0, rest.find('/')), is_there);
        if (rest.find('/') != std::string_view::npos && is_there) name->second = true;
      }
    }
    std::erase_if(names, [](const auto& name) { return !name.second; });
    if (names.empty() && (file == nullptr || file->kind != FileKind::folder)) return not_there(path);
    if (names.size() > max_names) return failure(ErrorCode::invalid_input, path + " has too many names");
    std::vector<std::string> sorted;
    for (const auto& [name, is_there] : names) sorted.push_back(name);
    return sorted;
  }

  Result<FileInfo> info(const std::string& path, Deadline deadline) override {
    const Result<const File*> file = followed(path);
    if (file) {
      return FileInfo{(*file)->kind, (*file)->modified_at, static_cast<std::int64_t>((*file)->content.size())};
    }
    if (file.error().code == ErrorCode::not_found && list(path, SIZE_MAX, deadline)) {
      return FileInfo{FileKind::folder, {}, 0};
    }
    return std::unexpected(file.error());
  }

  Result<std::string> link_target(const std::string& path, Deadline) override {
    const File* file = find(path);
    if (file == nullptr) return not_there(path);
    if (file->error) return failure(*file->error, path);
    if (file->link_to.empty()) return failure(ErrorCode::invalid_input, path + " is no link");
    return file->link_to;
  }

 private:
  using Layer = std::map<std::string, File>;

  std::vector<const Layer*> layers() const {
    std::vector<const Layer*> layers;
    if (const auto own = contents_.files_of.find(account_); own != contents_.files_of.end())
      layers.push_back(&own->second);
    layers.push_back(&contents_.files);
    return layers;
  }

  const File* find(const std::string& path) const {
    for (const Layer* layer : layers()) {
      if (const auto found = layer->find(path); found != layer->end()) return &found->second;
    }
    return nullptr;
  }

  Result<const File*> followed(std::string path) const {
    for (int links = 0; links < max_links; ++links) {
      const File* file = find(path);
      if (file == nullptr) return not_there(path);
      if (file->error) return failure(*file->error, path);
      if (file->link_to.empty()) return file;
      path = link_destination(path, file->link_to);
    }
    return failure(ErrorCode::invalid_input, path + " links to itself");
  }

  const Contents& contents_;
  std::string account_;
};

class FakeProcesses final : public Processes {
 public:
  explicit FakeProcesses(const Contents& contents) : contents_(contents) {}

  Result<Output> run(const Command& command, Deadline) override {
    const auto found = contents_.commands.find({command.words, command.as ? command.as->id : std::string()});
    if (found == contents_.commands.end()) return not_there("no such command");
    Output output = TRY(found->second.answer());
    if (output.text.size() > command.max_output) return failure(ErrorCode::invalid_input, "too much output");
    return output;
  }

 private:
  const Contents& contents_;
};

class FakeBus final : public Bus {
 public:
  explicit FakeBus(const Contents& contents) : contents_(contents) {}

  Result<BusValue> property(const BusAddress& address, const std::string& name, Deadline) override {
    return find(contents_.properties, address, name);
  }
  Result<BusValue> call(const BusAddress& address, const std::string& method, Deadline) override {
    return find(contents_.calls, address, method);
  }

 private:
  Result<BusValue> find(const std::map<BusKey, Kept<BusValue>>& answers, const BusAddress& address,
                        const std::string& name) const {
    if (contents_.bus_error) return failure(*contents_.bus_error, "the bus");
    const auto found = answers.find({address, name});
    if (found == answers.end()) return not_there(address.object + " " + name);
    return found->second.answer();
  }

  const Contents& contents_;
};

class FakeRegistry final : public Registry {
 public:
  explicit FakeRegistry(const Contents& contents) : contents_(contents) {}

  Result<RegistryValue> value(const std::string& key, const std::string& name) override {
    const RegistryKey* found = TRY(find(lower_ascii(key)));
    if (found == nullptr) return not_there(key);
    const auto value = found->values.find(lower_ascii(name));
    if (value == found->values.end()) return not_there(name);
    return value->second;
  }

  /// A key is there when it or one below it is.
  Result<bool> has_key(const std::string& key) override {
    const Result<const RegistryKey*> found = find(lower_ascii(key));
    if (!found && found.error().code == ErrorCode::not_found) return false;
    if (TRY(found) != nullptr) return true;
    const std::string prefix = lower_ascii(key) + "\\";
    const auto end = contents_.registry.end();
    auto below = contents_.registry.lower_bound(prefix);
    while (below != end && below->first.starts_with(prefix) && below->second.error) ++below;
    return below != end && below->first.starts_with(prefix);
  }

 private:
  /// The key, nullptr if there is none, or the error of the nearest key above: who may not open a hive may not open
  /// what lies in it.
  Result<const RegistryKey*> find(std::string key) const {
    const auto exact = contents_.registry.find(key);
    for (auto found = exact;; found = contents_.registry.find(key)) {
      if (found != contents_.registry.end() && found->second.error) return failure(*found->second.error, key);
      if (found != contents_.registry.end() || key.find('\\') == std::string::npos) break;
      key.resize(key.rfind('\\'));
    }
    return exact == contents_.registry.end() ? nullptr : &exact->second;
  }

  const Contents& contents_;
};

class FakeMounts final : public Mounts {
 public:
  explicit FakeMounts(const Contents& contents) : contents_(contents) {}

  Result<std::vector<Mount>> mounts(Deadline) override { return contents_.mounts.answer(); }
  Result<BlockDevice> block_device(const std::string& name, Deadline) override {
    const auto found = contents_.block_devices.find(name);
    if (found == contents_.block_devices.end()) return not_there(name);
    return found->second.answer();
  }

 private:
  const Contents& contents_;
};

}  // namespace

struct Computer::Abilities {
  explicit Abilities(const Contents& contents)
      : clock(contents),
        accounts(contents),
        files(contents, ""),
        processes(contents),
        bus(contents),
        registry(contents),
        mounts(contents) {}

  FakeClock clock;
  FakeAccounts accounts;
  FakeFiles files;
  std::map<std::string, FakeFiles> files_of;
  FakeProcesses processes;
  FakeBus bus;
  FakeRegistry registry;
  FakeMounts mounts;
};

Computer::Computer(Contents contents)
    : contents_(std::make_unique<Contents>(std::move(contents))), abilities_(std::make_unique<Abilities>(*contents_)) {}
Computer::~Computer() = default;

System Computer::system() const { return contents_->system; }
Clock& Computer::clock() { return abilities_->clock; }
Accounts& Computer::accounts() { return abilities_->accounts; }
Files& Computer::files() { return abilities_->files; }
Result<Files*> Computer::files_of(const Account& account) {
  if (const auto error = contents_->files_of_errors.find(account.id); error != contents_->files_of_errors.end()) {
    return failure(error->second, "the files of " + account.id);
  }
  return &abilities_->files_of.try_emplace(account.id, *contents_, account.id).first->second;
}
Processes& Computer::processes() { return abilities_->processes; }
Bus& Computer::bus() { return abilities_->bus; }
Registry& Computer::registry() { return abilities_->registry; }
Mounts& Computer::mounts() { return abilities_->mounts; }

}  // namespace digue::machine::fake
