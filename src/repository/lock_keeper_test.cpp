#include "repository/lock_keeper.h"

#include <doctest/doctest.h>

#include "store/memory.h"

namespace digue::repository {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// A disk that can be unplugged.
class Pluggable final : public store::Store {
 public:
  Result<void> create() override { return disk_.create(); }
  Result<void> save(const store::FileName& name, ByteView content) override {
    ++saved;
    if (!is_plugged) return failure(ErrorCode::unavailable, "unplugged");
    return disk_.save(name, content);
  }
  Result<std::unique_ptr<store::Upload>> begin_pack() override { return disk_.begin_pack(); }
  Result<Bytes> load(const store::FileName& name, std::uint64_t max) override { return disk_.load(name, max); }
  Result<Bytes> load_part(const store::FileName& name, std::uint64_t offset, std::size_t length) override {
    return disk_.load_part(name, offset, length);
  }
  Result<std::uint64_t> size(const store::FileName& name) override { return disk_.size(name); }
  Result<std::vector<store::ListedFile>> list(store::FileType type) override { return disk_.list(type); }
  Result<void> remove(const store::FileName& name) override { return disk_.remove(name); }
  std::size_t max_uploads() const override { return 2; }
  std::size_t connections() const override { return 1; }

  bool is_plugged = true;
  int saved = 0;

 private:
  store::MemoryStore disk_;
};

/// A lock in a repository, on a clock that goes when it is told to.
struct Stage {
  Stage() {
    surroundings.hostname = "poste-test";
    surroundings.now = [this] { return ZonedTime{1'795'000'000 + elapsed.count() / 1000, 0, 0}; };
    surroundings.process_exists = [](std::int64_t) { return true; };
    surroundings.sleep = [this](milliseconds time) {
      elapsed += time;
      return Result<void>();
    };
    surroundings.elapsed = [this] { return elapsed; };
    Config config;
    config.id = RepositoryId(RepositoryId::Raw{std::byte{1}});
    config.chunker_polynomial = 0x3DA3358B4DC173;
    repository = Repository::create(disk, crypto::Secret(Bytes(crypto::seal_key_bytes, std::byte{7})), config).value();
    std::optional<Conflict> conflict;
    lock.emplace(Lock::acquire(*repository, LockKind::shared, surroundings, milliseconds(0), conflict).value());
    disk.saved = 0;
  }

  store::FileId name_of_lock() { return disk.list(store::FileType::lock).value().at(0).id; }

  Pluggable disk;
  milliseconds elapsed{0};
  LockSurroundings surroundings;
  std::unique_ptr<Repository> repository;
  std::optional<Lock> lock;
};

TEST_CASE("a lock that is kept is renewed every five minutes, and the old one goes") {
  Stage stage;
  LockKeeper keeper(*stage.lock, stage.surroundings.elapsed);
  const store::FileId first = stage.name_of_lock();
  for (int second = 0; second < 299; ++second) {
    REQUIRE(keeper.keep().has_value());
    stage.elapsed += seconds(1);
  }
  CHECK(stage.disk.saved == 0);
  stage.elapsed += seconds(2);
  REQUIRE(keeper.keep().has_value());
  CHECK(stage.disk.saved == 1);
  CHECK(stage.disk.list(store::FileType::lock).value().size() == 1);
  CHECK(stage.name_of_lock() != first);
}

TEST_CASE("a place that does not answer is asked at most once a second, and a lock that is lost stays lost") {
  Stage stage;
  LockKeeper keeper(*stage.lock, stage.surroundings.elapsed);
  stage.disk.is_plugged = false;
  stage.elapsed += minutes(10);
  for (int i = 0; i < 100; ++i) REQUIRE(keeper.keep().has_value());
  CHECK(stage.disk.saved == 1);
  stage.elapsed += minutes(15);
  CHECK(keeper.keep().error().code == ErrorCode::locked);
  stage.disk.is_plugged = true;
  CHECK(keeper.keep().error().code == ErrorCode::locked);
}

}  // namespace
}  // namespace digue::repository
