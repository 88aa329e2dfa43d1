#include "backup/prune.h"

#include "machine/fake/disk.h"
#include "store/local.h"
#include "store/memory.h"
#include "support/small_repository.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryDisk;
using store::FileType;
using test::Findings;
using test::noise;
using test::SmallRepository;

PruneOptions thorough() {
  PruneOptions options;
  options.max_unused = {0, {}};
  options.may_go_on = [] { return Result<void>(); };
  return options;
}

/// A first state that shares a part with the second, and is forgotten. In the order of their names, files that stay and
/// files that go take turns, so that packs hold some of both.
void make_waste(SmallRepository& repository) {
  repository.make();
  for (int i = 0; i < 6; ++i) {
    repository.files.put_file("/data/" + std::to_string(i) + " old", noise(1500, 10 + static_cast<unsigned>(i)));
    repository.files.put_file("/data/" + std::to_string(i) + " kept", noise(1500, 20 + static_cast<unsigned>(i)));
  }
  const auto first = repository.save().value();
  for (int i = 0; i < 6; ++i) repository.files.drop("/data/" + std::to_string(i) + " old");
  REQUIRE(repository.save().has_value());
  REQUIRE(repository.store.remove({FileType::snapshot, repository::file_id(first)}).has_value());
}

std::uint64_t bytes_of_packs(store::Store& store) {
  std::uint64_t bytes = 0;
  const auto packs = store.list(FileType::pack).value();
  for (const store::ListedFile& file : packs) bytes += file.size;
  return bytes;
}

void check_is_whole(SmallRepository& repository, std::uint64_t snapshots) {
  Findings findings;
  const CheckOutcome outcome = repository.check(findings).value();
  for (const Finding& finding : findings.all) {
    if (!is_hint(finding.fault)) MESSAGE(name_of(finding.fault), " ", finding.item, ": ", finding.detail);
  }
  CHECK(outcome.errors == 0);
  CHECK(outcome.snapshots == snapshots);
}

TEST_CASE("What no snapshot needs goes, what one needs stays, and a second prune finds nothing to do") {
  store::MemoryStore store;
  SmallRepository repository(store);
  make_waste(repository);
  const std::uint64_t before = bytes_of_packs(store);
  const PruneOutcome outcome = prune(*repository.open(), thorough()).value();
  CHECK(outcome.freed.bytes >= 9000);
  CHECK(outcome.packs_repacked > 0);
  CHECK(bytes_of_packs(store) + 8000 < before);
  check_is_whole(repository, 1);
  const PruneOutcome again = prune(*repository.open(), thorough()).value();
  CHECK(again.unused.blobs == 0);
  CHECK(again.packs_repacked + again.packs_removed + again.packs_unindexed == 0);
}

TEST_CASE("A rehearsal tells the same and changes nothing") {
  store::MemoryStore store;
  SmallRepository repository(store);
  make_waste(repository);
  const auto packs = repository.names(FileType::pack);
  const auto indexes = repository.names(FileType::index);
  PruneOptions options = thorough();
  options.is_rehearsal = true;
  const PruneOutcome planned = prune(*repository.open(), options).value();
  CHECK(repository.names(FileType::pack) == packs);
  CHECK(repository.names(FileType::index) == indexes);
  CHECK(planned.freed.bytes == prune(*repository.open(), thorough()).value().freed.bytes);
}

TEST_CASE("No more is written anew than allowed, and what is left over stays") {
  store::MemoryStore store;
  SmallRepository repository(store);
  make_waste(repository);
  PruneOptions options = thorough();
  options.max_repack_bytes = 0;
  const PruneOutcome outcome = prune(*repository.open(), options).value();
  CHECK(outcome.packs_repacked == 0);
  CHECK(outcome.unused.bytes > outcome.freed.bytes);
  check_is_whole(repository, 1);
}

TEST_CASE("Nothing is deleted when a snapshot or an index cannot be read, or a needed blob is nowhere") {
  store::MemoryStore store;
  SmallRepository repository(store);
  make_waste(repository);
  const auto packs = repository.names(FileType::pack);
  const Bytes junk(50, std::byte{9});
  const store::FileId name(crypto::sha256(junk));
  for (const FileType type : {FileType::snapshot, FileType::index}) {
    REQUIRE(store.save({type, name}, junk).has_value());
    CHECK(prune(*repository.open(), thorough()).error().code == ErrorCode::damaged);
    REQUIRE(store.remove({type, name}).has_value());
  }
  for (const store::FileId& index : repository.names(FileType::index)) {
    REQUIRE(store.remove({FileType::index, index}).has_value());
  }
  CHECK(prune(*repository.open(), thorough()).error().code == ErrorCode::damaged);
  CHECK(repository.names(FileType::pack) == packs);
}

TEST_CASE("Nothing is deleted when no snapshot is there at all") {
  store::MemoryStore store;
  SmallRepository repository(store);
  make_waste(repository);
  for (const store::FileId& id : repository.names(FileType::snapshot)) {
    REQUIRE(store.remove({FileType::snapshot, id}).has_value());
  }
  const std::uint64_t before = bytes_of_packs(store);
  CHECK(prune(*repository.open(), thorough()).error().code == ErrorCode::not_found);
  CHECK(bytes_of_packs(store) == before);
}

TEST_CASE("A blob that is not what the index says stops the repacking before anything is deleted") {
  store::MemoryStore store;
  SmallRepository repository(store);
  make_waste(repository);
  const auto packs = repository.names(FileType::pack);
  for (const store::FileId& pack : packs) {
    Bytes content = store.load({FileType::pack, pack}, 1 << 20).value();
    for (std::size_t at = 20; at + 100 < content.size(); at += 200) content[at] ^= std::byte{1};
    store.overwrite({FileType::pack, pack}, content);
  }
  CHECK(prune(*repository.open(), thorough()).error().code == ErrorCode::damaged);
  for (const store::FileId& pack : packs) CHECK(store.size({FileType::pack, pack}).has_value());
}

TEST_CASE("Who stops a prune loses nothing") {
  for (int allowed = 0;; ++allowed) {
    store::MemoryStore store;
    SmallRepository repository(store);
    make_waste(repository);
    PruneOptions options = thorough();
    int asked = 0;
    options.may_go_on = [&]() -> Result<void> {
      if (asked++ >= allowed) return failure(ErrorCode::cancelled, "stop");
      return {};
    };
    const auto outcome = prune(*repository.open(), options);
    check_is_whole(repository, 1);
    if (outcome) break;
    CHECK(outcome.error().code == ErrorCode::cancelled);
  }
}

/// A disk with waste on it, all of it durable.
struct DiskWithWaste {
  DiskWithWaste() {
    REQUIRE(disk.make_folder("/place").has_value());
    REQUIRE(disk.sync_folder("/").has_value());
    store::LocalStore store(disk, "/place/repository");
    REQUIRE(store.create().has_value());
    SmallRepository repository(store);
    make_waste(repository);
  }

  MemoryDisk disk;
};

TEST_CASE("A prune that is killed at any operation of the disk, or whose power is cut, leaves a whole repository") {
  bool was_clean = false;
  for (std::size_t n = 1; !was_clean; n += 3) {
    for (const bool loses_power : {false, true}) {
      DiskWithWaste place;
      place.disk.stop_at(n);
      {
        store::LocalStore store(place.disk, "/place/repository");
        const auto opened =
            repository::Repository::with_key(store, crypto::Secret(Bytes(crypto::seal_key_bytes, std::byte{7})));
        was_clean = opened.has_value() && prune(**opened, thorough()).has_value();
      }
      place.disk.resume();
      if (loses_power) place.disk.lose_power(n);
      store::LocalStore store(place.disk, "/place/repository");
      SmallRepository repository(store);
      check_is_whole(repository, 1);
      CHECK(prune(*repository.open(), thorough()).has_value());
      check_is_whole(repository, 1);
    }
  }
}

TEST_CASE("The limit of what is unused is a share, an amount or none") {
  CHECK(parse_max_unused("5%").value().percent == 5.0);
  CHECK(parse_max_unused("2M").value().bytes == 2'097'152);
  CHECK_FALSE(parse_max_unused("unlimited").value().percent.has_value());
  for (const char* text : {"", "%", "101%", "-1%", "x"}) CHECK_FALSE(parse_max_unused(text).has_value());
}

}  // namespace
}  // namespace digue::backup
