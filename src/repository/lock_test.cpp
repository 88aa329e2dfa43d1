#include "repository/lock.h"

#include <doctest/doctest.h>

#include <set>

#include "crypto/hash.h"
#include "store/memory.h"

namespace digue::repository {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

/// A repository and computers that use it, on a clock that the test moves.
struct Practice {
  Practice() {
    Config config;
    config.chunker_polynomial = 0x3DA3358B4DC173;
    repository = Repository::create(store, crypto::Secret(Bytes(crypto::seal_key_bytes, std::byte{7})), config).value();
  }

  LockSurroundings computer(const std::string& name, std::int64_t process) {
    alive.insert(process);
    LockSurroundings surroundings;
    surroundings.hostname = name;
    surroundings.username = "praticien";
    surroundings.process_id = process;
    surroundings.now = [this] { return ZonedTime{.seconds = 1'800'000'000 + jump.count() + elapsed.count() / 1000}; };
    surroundings.process_exists = [this](std::int64_t id) { return alive.contains(id); };
    surroundings.sleep = [this](milliseconds time) {
      elapsed += time;
      return Result<void>();
    };
    surroundings.elapsed = [this] { return elapsed; };
    return surroundings;
  }

  Result<Lock> acquire(LockKind kind, const LockSurroundings& surroundings) {
    return Lock::acquire(*repository, kind, surroundings, milliseconds(0), conflict);
  }

  store::FileName drop_junk(std::size_t bytes) {
    const Bytes junk(bytes, std::byte{42});
    const store::FileName name{store::FileType::lock, store::FileId(crypto::sha256(junk))};
    store.overwrite(name, junk);
    return name;
  }

  std::size_t locks() { return store.list(store::FileType::lock)->size(); }

  store::MemoryStore store;
  std::unique_ptr<Repository> repository;
  std::set<std::int64_t> alive;
  milliseconds elapsed{0};
  std::chrono::seconds jump{0};
  std::optional<Conflict> conflict;
};

TEST_CASE("what this computer left when it crashed is removed by whoever comes next") {
  Practice practice;
  const auto crashed = practice.computer("cabinet", 7);
  const auto next = practice.computer("cabinet", 8);
  auto left = std::make_unique<Lock>(practice.acquire(LockKind::exclusive, crashed).value());
  CHECK_FALSE(practice.acquire(LockKind::shared, next).has_value());
  practice.alive.erase(7);
  CHECK(practice.acquire(LockKind::exclusive, next).has_value());
  CHECK(practice.locks() == 0);
}

TEST_CASE("a process of the same number on another computer is not taken for ours") {
  Practice practice;
  const auto there = practice.computer("accueil", 7);
  const auto here = practice.computer("cabinet", 8);
  practice.alive.erase(7);
  const Lock theirs = practice.acquire(LockKind::exclusive, there).value();
  CHECK(practice.acquire(LockKind::shared, here).error().code == ErrorCode::locked);
  REQUIRE(practice.conflict.has_value());
  CHECK(practice.conflict->lock->hostname == "accueil");
  CHECK(practice.locks() == 1);
}

TEST_CASE("a file that is no lock stops only who removes something, and unlock takes it away") {
  for (const std::size_t bytes : {1U, 33U, 200U, 200'000U}) {
    CAPTURE(bytes);
    Practice practice;
    const auto here = practice.computer("cabinet", 8);
    const store::FileName junk = practice.drop_junk(bytes);
    CHECK(practice.acquire(LockKind::shared, here).has_value());
    CHECK(practice.acquire(LockKind::exclusive, here).error().code == ErrorCode::locked);
    REQUIRE(practice.conflict.has_value());
    CHECK(file_id(practice.conflict->id) == junk.id);
    CHECK_FALSE(practice.conflict->lock.has_value());
    CHECK(unlock(*practice.repository, here, false).value() == 1);
    CHECK(practice.acquire(LockKind::exclusive, here).has_value());
  }
}

TEST_CASE("a clock that jumps never makes anybody else's running work look finished to who wants to work too") {
  Practice practice;
  const auto there = practice.computer("accueil", 7);
  const auto here = practice.computer("cabinet", 8);
  const Lock theirs = practice.acquire(LockKind::shared, there).value();
  for (const auto jump : {-minutes(600), minutes(600), minutes(60 * 24 * 4000)}) {
    practice.jump = jump;
    CHECK(practice.acquire(LockKind::exclusive, here).error().code == ErrorCode::locked);
    CHECK(practice.acquire(LockKind::shared, here).has_value());
  }
  CHECK(practice.locks() == 1);
}

TEST_CASE("unlock leaves what is young and runs, and removes what is old") {
  Practice practice;
  const auto there = practice.computer("accueil", 7);
  const auto here = practice.computer("cabinet", 8);
  const Lock theirs = practice.acquire(LockKind::exclusive, there).value();
  CHECK(unlock(*practice.repository, here, false).value() == 0);
  practice.elapsed += minutes(31);
  CHECK(unlock(*practice.repository, here, false).value() == 1);
}

TEST_CASE("work that takes longer than a lock lasts renews it, whatever the clock does") {
  Practice practice;
  const auto there = practice.computer("accueil", 7);
  const auto here = practice.computer("cabinet", 8);
  Lock theirs = practice.acquire(LockKind::exclusive, there).value();
  for (int i = 0; i < 20; ++i) {
    practice.elapsed += minutes(6);
    REQUIRE(theirs.keep().has_value());
    CHECK(practice.locks() == 1);
    CHECK(unlock(*practice.repository, here, false).value() == 0);
  }
}

}  // namespace
}  // namespace digue::repository
