#include "backup/unreadable.h"

#include <doctest/doctest.h>

#include "backup/prune.h"
#include "crypto/hash.h"
#include "machine/fake/disk.h"
#include "store/memory.h"
#include "support/small_repository.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryDisk;
using store::FileType;
using test::noise;
using test::SmallRepository;

struct Practice {
  Practice() {
    repository.make();
    repository.files.put_file("/data/agenda", noise(3000, 1));
    repository.files.put_file("/data/photos/0042.jpg", noise(9000, 2));
    REQUIRE(repository.save().has_value());
    REQUIRE(disk.make_folder("/kept").has_value());
    REQUIRE(disk.sync_folder("/").has_value());
  }

  store::FileName drop_junk(FileType type, std::size_t bytes = 100) {
    const Bytes junk(bytes, std::byte{42});
    const store::FileName name{type, store::FileId(crypto::sha256(junk))};
    REQUIRE(store.save(name, junk).has_value());
    return name;
  }

  /// Tells how many there were.
  Result<std::size_t> set_aside() {
    const auto opened = repository.open();
    repository::BlobTools tools = opened->make_tools();
    const auto files = TRY(find_unreadable(*opened, tools));
    TRY(backup::set_aside(*opened, files, disk, "/kept", tools));
    return files.size();
  }

  bool can_prune() {
    PruneOptions options;
    options.may_go_on = [] { return Result<void>(); };
    return prune(*repository.open(), options).has_value();
  }

  std::uint64_t errors() {
    test::Findings findings;
    return repository.check(findings)->errors;
  }

  store::MemoryStore store;
  SmallRepository repository{store};
  MemoryDisk disk;
};

std::string kept_path(const store::FileName& name) {
  return "/kept/" + std::string(store::folder_of(name.type)) + "-" + name.id.hex();
}

TEST_CASE("junk that stops prune is copied, taken out, and stops it no more") {
  Practice practice;
  const store::FileName index = practice.drop_junk(FileType::index);
  const store::FileName snapshot = practice.drop_junk(FileType::snapshot, 0);
  CHECK_FALSE(practice.can_prune());
  CHECK(practice.set_aside().value() == 2);
  CHECK(practice.disk.content(kept_path(index)).value() == Bytes(100, std::byte{42}));
  CHECK(practice.disk.content(kept_path(snapshot)).value().empty());
  CHECK(practice.errors() == 0);
  CHECK(practice.can_prune());
  CHECK(practice.repository.names(FileType::snapshot).size() == 1);
}

TEST_CASE("where all can be read, nothing is taken out") {
  Practice practice;
  CHECK(practice.set_aside().value() == 0);
  CHECK(practice.disk.list("/kept")->empty());
  CHECK(practice.errors() == 0);
}

TEST_CASE("what only a broken index named is named again, and prune keeps it") {
  Practice practice;
  for (const store::FileId& id : practice.repository.names(FileType::index)) {
    practice.store.overwrite({FileType::index, id}, Bytes(50, std::byte{1}));
  }
  CHECK(practice.set_aside().value() == 1);
  CHECK(practice.errors() == 0);
  CHECK(practice.can_prune());
  CHECK(practice.errors() == 0);
}

TEST_CASE("of two files with one name both copies are kept") {
  Practice practice;
  const store::FileName name{FileType::index, store::FileId(store::FileId::Raw{std::byte{9}})};
  for (const std::size_t bytes : {10U, 20U}) {
    practice.store.overwrite(name, Bytes(bytes, std::byte{5}));
    CHECK(practice.set_aside().value() == 1);
  }
  CHECK(practice.disk.content(kept_path(name))->size() == 10);
  CHECK(practice.disk.content(kept_path(name) + "-2")->size() == 20);
}

TEST_CASE("at whatever operation of the disk it is stopped, the file is in the repository or its copy is durable") {
  bool was_reached = true;
  for (std::size_t operation = 1; was_reached; ++operation) {
    CAPTURE(operation);
    Practice practice;
    const store::FileName junk = practice.drop_junk(FileType::index);
    const std::size_t before = practice.disk.operations();
    practice.disk.stop_at(operation);
    const auto stopped = practice.set_aside();
    was_reached = practice.disk.operations() - before >= operation;
    practice.disk.resume();
    practice.disk.lose_power(operation);
    const auto copy = practice.disk.content(kept_path(junk));
    const bool is_kept = copy && *copy == Bytes(100, std::byte{42});
    CHECK((is_kept || practice.store.size(junk).has_value()));
    if (stopped) CHECK(is_kept);
    CHECK(practice.set_aside().has_value());
    CHECK(practice.can_prune());
    REQUIRE(operation < 100);
  }
}

}  // namespace
}  // namespace digue::backup
