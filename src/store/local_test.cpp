#include "store/local.h"

#include <doctest/doctest.h>

#include <set>

#include "machine/fake/disk.h"
#include "support/store_contract.h"

namespace digue::store {
namespace {

using machine::fake::MemoryDisk;
using test::StoreContract;

constexpr std::uint64_t large = 1 << 20;
const std::string folder = "/place/repository";

FileName name_of(FileType type, ByteView content) { return {type, StoreContract::id_of(content)}; }

/// A disk with an empty repository on it, all of it durable.
void make_repository(MemoryDisk& disk) {
  REQUIRE(disk.make_folder("/place").has_value());
  REQUIRE(disk.sync_folder("/").has_value());
  REQUIRE(LocalStore(disk, folder).create().has_value());
}

void write_file(MemoryDisk& disk, const std::string& path, std::string_view content) {
  const auto file = disk.create(path).value();
  REQUIRE(file->write(bytes_of(content)).has_value());
}

std::set<std::string> names_in(MemoryDisk& disk, const std::string& path) {
  std::set<std::string> names;
  const auto entries = disk.list(path).value();
  for (const auto& entry : entries) names.insert(entry.name);
  return names;
}

bool has_temporary_file(MemoryDisk& disk) {
  for (const char* below : {"", "/keys", "/locks", "/snapshots", "/index", "/data"}) {
    for (const std::string& name : names_in(disk, folder + below)) {
      if (name.starts_with("digue-tmp-")) return true;
    }
  }
  return false;
}

TEST_CASE("a folder is laid out as restic lays it out") {
  MemoryDisk disk;
  make_repository(disk);
  LocalStore store(disk, folder);
  CHECK(names_in(disk, folder) == std::set<std::string>{"data", "index", "keys", "locks", "snapshots"});
  CHECK(names_in(disk, folder + "/data").size() == 256);
  const Bytes content = StoreContract::content_of(10, 1);
  const std::string hex = StoreContract::id_of(content).hex();
  REQUIRE(store.save(name_of(FileType::pack, content), content).has_value());
  REQUIRE(store.save(name_of(FileType::lock, content), content).has_value());
  REQUIRE(store.save({FileType::config, {}}, content).has_value());
  CHECK(disk.content(folder + "/data/" + hex.substr(0, 2) + "/" + hex).value() == content);
  CHECK(disk.content(folder + "/locks/" + hex).value() == content);
  CHECK(disk.content(folder + "/config").value() == content);
}

TEST_CASE("the place of a disk that is not plugged in stays empty, and is no empty repository") {
  MemoryDisk disk;
  LocalStore store(disk, folder);
  const Bytes content = StoreContract::content_of(10, 1);
  CHECK(store.create().error().code == ErrorCode::not_found);
  CHECK(store.save(name_of(FileType::pack, content), content).error().code == ErrorCode::not_found);
  CHECK(store.list(FileType::snapshot).error().code == ErrorCode::not_found);
  CHECK(store.list(FileType::pack).error().code == ErrorCode::not_found);
  CHECK(disk.list("/").value().empty());
}

TEST_CASE("a repository that lost its empty folders on the way is still one") {
  MemoryDisk disk;
  REQUIRE(disk.make_folder("/place").has_value());
  REQUIRE(disk.make_folder(folder).has_value());
  REQUIRE(disk.make_folder(folder + "/data").has_value());
  write_file(disk, folder + "/config", "config");
  LocalStore store(disk, folder);
  const Bytes content = StoreContract::content_of(10, 1);
  CHECK(store.list(FileType::lock).value().empty());
  CHECK(store.remove(name_of(FileType::lock, content)).has_value());
  CHECK(store.save(name_of(FileType::pack, content), content).has_value());
  CHECK(store.list(FileType::pack).value().size() == 1);
  for (const FileType type : {FileType::lock, FileType::index, FileType::snapshot, FileType::key}) {
    CHECK(store.save(name_of(type, content), content).has_value());
    CHECK(store.list(type).value().size() == 1);
  }
}

TEST_CASE("what is no folder where one must be is damage, and is not replaced") {
  MemoryDisk disk;
  REQUIRE(disk.make_folder("/place").has_value());
  REQUIRE(disk.make_folder(folder).has_value());
  write_file(disk, folder + "/config", "config");
  write_file(disk, folder + "/locks", "no folder");
  LocalStore store(disk, folder);
  const Bytes content = StoreContract::content_of(10, 1);
  CHECK(store.save(name_of(FileType::lock, content), content).error().code == ErrorCode::damaged);
  CHECK(disk.content(folder + "/locks").value() == Bytes(bytes_of("no folder").begin(), bytes_of("no folder").end()));
}

TEST_CASE("what has no name of the format is not listed") {
  MemoryDisk disk;
  make_repository(disk);
  const std::string hex = StoreContract::id_of(bytes_of("x")).hex();
  for (const std::string& name : {std::string("notes.txt"), std::string("digue-tmp-0011223344556677"), hex + "-tmp-123",
                                  hex.substr(1), "A" + hex.substr(1)}) {
    write_file(disk, folder + "/index/" + name, "junk");
    write_file(disk, folder + "/data/" + name, "junk");
    write_file(disk, folder + "/data/00/" + name, "junk");
  }
  REQUIRE(disk.make_folder(folder + "/index/" + hex).has_value());
  write_file(disk, folder + "/data/" + (hex.starts_with("00") ? "01/" : "00/") + hex, "in the wrong folder");
  LocalStore store(disk, folder);
  CHECK(store.list(FileType::index).value().empty());
  CHECK(store.list(FileType::pack).value().empty());
}

TEST_CASE("another content is never replaced, and stays to be found damaged") {
  MemoryDisk disk;
  make_repository(disk);
  LocalStore store(disk, folder);
  const Bytes content = StoreContract::content_of(3 << 20, 1);
  const FileName pack = name_of(FileType::pack, content);
  REQUIRE(store.save(pack, content).has_value());
  Bytes damaged = content;
  damaged.back() ^= std::byte{1};
  const std::string hex = pack.id.hex();
  REQUIRE(disk.overwrite(folder + "/data/" + hex.substr(0, 2) + "/" + hex, damaged).has_value());
  CHECK(store.save(pack, content).error().code == ErrorCode::already_exists);
  CHECK(store.load(pack, 4 << 20).value() == damaged);
  CHECK_FALSE(has_temporary_file(disk));
}

TEST_CASE("only leftovers that are a day old are swept, and only by who writes there") {
  MemoryDisk disk;
  make_repository(disk);
  const Instant start = parse_rfc3339("2026-11-24T08:00:00Z").value();
  disk.set_time(start);
  write_file(disk, folder + "/index/digue-tmp-0000000000000001", "of a killed run");
  write_file(disk, folder + "/data/digue-tmp-0000000000000002", "of a killed run");
  disk.set_time(start + std::chrono::hours(1));
  write_file(disk, folder + "/index/digue-tmp-0000000000000003", "of a run that may go on");
  write_file(disk, folder + "/index/notes.txt", "a stranger's");
  disk.set_time(start + std::chrono::hours(24));
  LocalStore store(disk, folder);
  const Bytes content = StoreContract::content_of(10, 1);
  REQUIRE(store.list(FileType::index).has_value());
  CHECK(names_in(disk, folder + "/index").size() == 3);
  const FileName index = name_of(FileType::index, content);
  REQUIRE(store.save(index, content).has_value());
  CHECK(names_in(disk, folder + "/index") ==
        std::set<std::string>{"digue-tmp-0000000000000003", "notes.txt", index.id.hex()});
  CHECK(names_in(disk, folder + "/data").size() == 257);
}

/// What was promised: every file whose save returned.
struct Promises {
  std::vector<FileName> kept;
  std::vector<FileName> removed;
};

/// A small backup's life: a config, packs, an index, a second one that replaces it, a lock that comes and goes.
Promises live(Store& store) {
  Promises promises;
  const auto content = [](std::uint64_t seed) { return StoreContract::content_of(3000, seed); };
  const auto save = [&](FileType type, std::uint64_t seed) {
    const FileName name = with_plain_id(name_of(type, content(seed)));
    if (!store.save(name, content(seed))) return false;
    promises.kept.push_back(name);
    return true;
  };
  const auto remove = [&](FileType type, std::uint64_t seed) {
    const FileName name = name_of(type, content(seed));
    std::erase(promises.kept, name);
    if (!store.remove(name)) return false;
    promises.removed.push_back(name);
    return true;
  };
  const Result<void> created = store.create();
  if (!created && created.error().code != ErrorCode::already_exists) return promises;
  (void)(save(FileType::config, 1) && save(FileType::lock, 2) && save(FileType::pack, 3) && save(FileType::pack, 4) &&
         save(FileType::index, 5) && save(FileType::snapshot, 6) && save(FileType::index, 7) &&
         remove(FileType::index, 5) && remove(FileType::lock, 2));
  return promises;
}

/// Every listed file is whole, every promise is kept.
void check_promises(Store& store, const Promises& promises) {
  for (const FileName& name : promises.kept) {
    CAPTURE(describe(name));
    REQUIRE(store.load(name, large).has_value());
  }
  for (const FileName& name : promises.removed) {
    CAPTURE(describe(name));
    CHECK(store.size(name).error().code == ErrorCode::not_found);
  }
  for (const FileType type : {FileType::lock, FileType::pack, FileType::index, FileType::snapshot}) {
    const auto listed = store.list(type);
    if (!listed) continue;  // the power was cut before the repository was there
    for (const ListedFile& file : *listed) {
      const Bytes content = store.load({type, file.id}, large).value();
      CHECK(StoreContract::id_of(content) == file.id);
    }
  }
}

std::size_t operations_of_a_life() {
  MemoryDisk disk;
  REQUIRE(disk.make_folder("/place").has_value());
  LocalStore store(disk, folder);
  const std::size_t before = disk.operations();
  REQUIRE(live(store).kept.size() == 5);
  return disk.operations() - before;
}

TEST_CASE("wherever a run is killed and the power is cut, what was promised is there and whole") {
  const std::size_t operations = operations_of_a_life();
  REQUIRE(operations > 300);
  for (std::size_t n = 1; n <= operations + 1; ++n) {
    CAPTURE(n);
    // The first operations make 256 folders, one as the other.
    const std::uint64_t seeds = n < 265 ? 1 : 16;
    for (std::uint64_t seed = n; seed < n + seeds; ++seed) {
      CAPTURE(seed);
      MemoryDisk disk;
      REQUIRE(disk.make_folder("/place").has_value());
      REQUIRE(disk.sync_folder("/").has_value());
      disk.stop_at(n);
      Promises promises;
      {
        LocalStore store(disk, folder);
        promises = live(store);
      }
      disk.lose_power(seed);
      LocalStore store(disk, folder);
      check_promises(store, promises);
      CHECK(live(store).kept.size() == 5);  // the next run does all that this one could not
    }
  }
}

TEST_CASE("wherever a disk fails once, the error is told and no temporary file stays") {
  const std::size_t operations = operations_of_a_life();
  for (std::size_t n = 260; n <= operations; ++n) {
    CAPTURE(n);
    for (const ErrorCode code : {ErrorCode::full, ErrorCode::denied, ErrorCode::unavailable}) {
      MemoryDisk disk;
      REQUIRE(disk.make_folder("/place").has_value());
      LocalStore store(disk, folder);
      disk.fail_at(n, code);
      const Promises promises = live(store);
      check_promises(store, promises);
      CHECK(live(store).kept.size() == 5);
      CHECK_FALSE(has_temporary_file(disk));
    }
  }
}

TEST_CASE("a pack stays in a folder that somebody else made and did not make durable") {
  const Bytes content = StoreContract::content_of(10, 1);
  const FileName pack = name_of(FileType::pack, content);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    MemoryDisk disk;
    REQUIRE(disk.make_folder("/place").has_value());
    REQUIRE(disk.make_folder(folder).has_value());
    REQUIRE(disk.make_folder(folder + "/data").has_value());
    for (const char* path : {"/", "/place", "/place/repository"}) REQUIRE(disk.sync_folder(path).has_value());
    REQUIRE(disk.make_folder(folder + "/data/" + pack.id.hex().substr(0, 2)).has_value());
    REQUIRE(LocalStore(disk, folder).save(pack, content).has_value());
    disk.lose_power(seed);
    CHECK(LocalStore(disk, folder).load(pack, large).value() == content);
  }
}

TEST_CASE("a full disk keeps what it had, and takes more when there is room") {
  MemoryDisk disk;
  make_repository(disk);
  LocalStore store(disk, folder);
  const Bytes first = StoreContract::content_of(1000, 1);
  const Bytes second = StoreContract::content_of(1000, 2);
  disk.set_capacity(1500);
  REQUIRE(store.save(name_of(FileType::pack, first), first).has_value());
  CHECK(store.save(name_of(FileType::pack, second), second).error().code == ErrorCode::full);
  CHECK_FALSE(has_temporary_file(disk));
  CHECK(store.load(name_of(FileType::pack, first), large).value() == first);
  REQUIRE(store.remove(name_of(FileType::pack, first)).has_value());
  CHECK(store.save(name_of(FileType::pack, second), second).has_value());
}

}  // namespace
}  // namespace digue::store
