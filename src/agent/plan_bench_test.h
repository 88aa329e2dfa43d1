#pragma once

#include <doctest/doctest.h>

#include <atomic>

#include "agent/save_plan.h"
#include "agent/state.h"
#include "machine/fake/computer.h"
#include "machine/fake/file_tree.h"
#include "store/memory.h"
#include "support/temporary_folder.h"

namespace digue::agent::test {

/// A store that lives longer than whoever opened it.
class LentStore final : public store::Store {
 public:
  explicit LentStore(store::Store& store) : store_(store) {}

  Result<void> create() override { return store_.create(); }
  Result<void> save(const store::FileName& name, ByteView content) override { return store_.save(name, content); }
  Result<std::unique_ptr<store::Upload>> begin_pack() override { return store_.begin_pack(); }
  Result<Bytes> load(const store::FileName& name, std::uint64_t max_bytes) override {
    return store_.load(name, max_bytes);
  }
  Result<void> read_part(const store::FileName& name, std::uint64_t offset, std::span<std::byte> into) override {
    return store_.read_part(name, offset, into);
  }
  Result<std::uint64_t> size(const store::FileName& name) override { return store_.size(name); }
  Result<std::vector<store::ListedFile>> list(store::FileType type) override { return store_.list(type); }
  Result<void> remove(const store::FileName& name) override { return store_.remove(name); }
  std::size_t max_uploads() const override { return store_.max_uploads(); }
  std::size_t connections() const override { return store_.connections(); }

 private:
  store::Store& store_;
};

/// One place, in memory, that a test plugs in and out. Any thread may call it.
class OnePlace final : public PlaceOpener {
 public:
  explicit OnePlace(const machine::Clock& clock) {
    auto maker = key_maker(clock);
    maker.costs = {.n = 16, .r = 8, .p = 1};
    repository::create_repository(store, crypto::Secret(Bytes(8)), maker, repository::make_config()).value();
  }

  bool is_here(const plan::Place&) override { return here; }
  Result<RepositoryPlace> open(const plan::Place&) override {
    ++opened;
    if (error) return failure(*error, "as the test wants");
    return RepositoryPlace{std::make_unique<LentStore>(store), crypto::Secret(Bytes(8)), std::nullopt};
  }
  Result<void> release(const plan::Place&) override {
    ++released;
    return {};
  }

  std::size_t snapshots() { return store.list(store::FileType::snapshot).value().size(); }

  store::MemoryStore store;
  std::atomic<bool> here = true;
  std::optional<ErrorCode> error;
  std::atomic<int> opened = 0;
  std::atomic<int> released = 0;
};

inline machine::fake::Contents computer_at(Instant now) {
  machine::fake::Contents contents;
  contents.now = now;
  return contents;
}

class StillSleeper final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return std::chrono::milliseconds(now.load()); }
  Result<void> sleep(std::chrono::milliseconds) override { return {}; }

  std::atomic<std::int64_t> now = 0;
};

/// A practice with one plan of two folders, and one place.
struct PlannedPractice {
  digue::test::TemporaryFolder folder;  ///< holds the real state
  machine::fake::Computer computer{computer_at(parse_rfc3339("2026-11-24T13:00:00Z").value())};
  machine::fake::MemoryFileTree files;
  StillSleeper sleeper;
  OnePlace places{computer.clock()};
  plan::Place place{.id = "place-1", .name = "disque bleu", .file_system = "F-1", .folder = "/Digue"};
  plan::Plan plan{.id = "plan-1",
                  .name = "cabinet",
                  .folders = {"/srv/cabinet", "/srv/radios"},
                  .places = {"place-1"},
                  .times = {std::chrono::minutes(12 * 60 + 45)}};

  PlannedPractice() {
    files.put_file("/srv/cabinet/agenda.db", "agenda");
    files.put_file("/srv/radios/1.dcm", std::string(100'000, 'x'));
    files.put_folder(state());
  }

  std::string state() const { return folder.path() + "/state"; }
  Instant now() { return computer.clock().now(); }
  void pass(std::chrono::milliseconds time) { computer.contents().now += time; }

  std::vector<journal::Entry> entries(std::string_view kind) {
    std::vector<journal::Entry> found;
    auto journal = open_state(state()).value();
    REQUIRE(journal
                .oldest_first([&](const journal::Entry& entry) {
                  if (entry.kind == kind) found.push_back(entry);
                  return true;
                })
                .has_value());
    return found;
  }
};

}  // namespace digue::agent::test
