#include "store/retry.h"

#include <doctest/doctest.h>

#include "machine/fake/disk.h"
#include "store/local.h"
#include "store/memory.h"
#include "support/store_contract.h"

namespace digue::store {
namespace {

using machine::fake::MemoryDisk;
using std::chrono::milliseconds;
using std::chrono::minutes;

class FakeSleeper final : public machine::Sleeper {
 public:
  milliseconds elapsed() const override { return now; }
  Result<void> sleep(milliseconds time) override {
    if (waits.size() == cancelled_after) return failure(ErrorCode::cancelled, "asked to stop");
    waits.push_back(time);
    now += time;
    return {};
  }

  milliseconds now{0};
  std::vector<milliseconds> waits;
  std::size_t cancelled_after = SIZE_MAX;
};

/// Fails with a code as often as asked, then is a store in memory. Each attempt takes a second.
class Moody final : public Store {
 public:
  Moody(FakeSleeper& sleeper, std::size_t failures, ErrorCode code)
      : sleeper_(sleeper), failures_(failures), code_(code) {}

  Result<void> create() override {
    TRY(try_once());
    return calm_.create();
  }
  Result<void> save(const FileName& name, ByteView content) override {
    TRY(try_once());
    return calm_.save(name, content);
  }
  Result<std::unique_ptr<Upload>> begin_pack() override {
    TRY(try_once());
    return std::make_unique<MoodyUpload>(*this, calm_.begin_pack().value());
  }
  Result<Bytes> load(const FileName& name, std::uint64_t max_bytes) override {
    TRY(try_once());
    return calm_.load(name, max_bytes);
  }
  Result<void> read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) override {
    TRY(try_once());
    return calm_.read_part(name, offset, into);
  }
  Result<std::uint64_t> size(const FileName& name) override {
    TRY(try_once());
    return calm_.size(name);
  }
  Result<std::vector<ListedFile>> list(FileType type) override {
    TRY(try_once());
    return calm_.list(type);
  }
  Result<void> remove(const FileName& name) override {
    TRY(try_once());
    return calm_.remove(name);
  }
  std::size_t connections() const override { return 1; }

  void fail(std::size_t times) { failures_ = times; }

 private:
  class MoodyUpload final : public Upload {
   public:
    MoodyUpload(Moody& store, std::unique_ptr<Upload> upload) : store_(store), upload_(std::move(upload)) {}
    Result<void> write(ByteView content) override { return upload_->write(content); }
    Result<void> finish(const FileId& id) override {
      TRY(store_.try_once());
      return upload_->finish(id);
    }
    bool is_repeatable() const override { return true; }

   private:
    Moody& store_;
    std::unique_ptr<Upload> upload_;
  };

  Result<void> try_once() {
    sleeper_.now += std::chrono::seconds(1);
    if (failures_ == 0) return {};
    --failures_;
    return failure(code_, "in a bad mood");
  }

  FakeSleeper& sleeper_;
  std::size_t failures_;
  ErrorCode code_;
  MemoryStore calm_;
};

TEST_CASE("what is unavailable is asked again after waits that double") {
  FakeSleeper sleeper;
  RetryStore store(std::make_unique<Moody>(sleeper, 9, ErrorCode::unavailable), sleeper);
  CHECK(store.list(FileType::pack).has_value());
  CHECK(sleeper.waits == std::vector<milliseconds>{milliseconds(500), milliseconds(1000), milliseconds(2000),
                                                   milliseconds(4000), milliseconds(8000), milliseconds(16000),
                                                   milliseconds(32000), milliseconds(60000), milliseconds(60000)});
}

TEST_CASE("after fifteen minutes the last error is the answer") {
  FakeSleeper sleeper;
  RetryStore store(std::make_unique<Moody>(sleeper, SIZE_MAX, ErrorCode::unavailable), sleeper);
  CHECK(store.create().error().code == ErrorCode::unavailable);
  CHECK(sleeper.now <= minutes(15));
  CHECK(sleeper.now > minutes(13));
}

TEST_CASE("no other error is tried again") {
  for (const ErrorCode code : {ErrorCode::not_found, ErrorCode::damaged, ErrorCode::denied, ErrorCode::full,
                               ErrorCode::already_exists, ErrorCode::invalid_input, ErrorCode::cancelled}) {
    FakeSleeper sleeper;
    RetryStore store(std::make_unique<Moody>(sleeper, 1, code), sleeper);
    CHECK(store.size({FileType::config, {}}).error().code == code);
    CHECK(sleeper.waits.empty());
  }
}

TEST_CASE("who is asked to stop does not try again") {
  FakeSleeper sleeper;
  sleeper.cancelled_after = 2;
  RetryStore store(std::make_unique<Moody>(sleeper, SIZE_MAX, ErrorCode::unavailable), sleeper);
  CHECK(store.create().error().code == ErrorCode::cancelled);
  CHECK(sleeper.waits.size() == 2);
}

TEST_CASE("every call of a store is tried again") {
  FakeSleeper sleeper;
  auto moody = std::make_unique<Moody>(sleeper, 0, ErrorCode::unavailable);
  Moody& place = *moody;
  RetryStore store(std::move(moody), sleeper);
  const Bytes content = test::StoreContract::content_of(10, 1);
  const FileName name{FileType::key, test::StoreContract::id_of(content)};
  const auto tried_again = [&](auto call) {
    place.fail(1);
    const std::size_t before = sleeper.waits.size();
    return call().has_value() && sleeper.waits.size() == before + 1;
  };
  CHECK(tried_again([&] { return store.create(); }));
  CHECK(tried_again([&] { return store.save(name, content); }));
  CHECK(tried_again([&] { return store.load(name, 10); }));
  CHECK(tried_again([&] { return store.load_part(name, 1, 2); }));
  CHECK(tried_again([&] { return store.size(name); }));
  CHECK(tried_again([&] { return store.list(FileType::key); }));
  CHECK(tried_again([&] { return store.remove(name); }));
  CHECK(tried_again([&] { return store.begin_pack(); }));
  const auto upload = store.begin_pack().value();
  REQUIRE(upload->write(content).has_value());
  CHECK(tried_again([&] { return upload->finish(name.id); }));
  CHECK(store.load({FileType::pack, name.id}, 10).value() == content);
}

TEST_CASE("a pack that a disk may have dropped is not finished again") {
  FakeSleeper sleeper;
  MemoryDisk disk;
  RetryStore store(std::make_unique<LocalStore>(disk, "/repository"), sleeper);
  REQUIRE(store.create().has_value());
  const auto upload = store.begin_pack().value();
  REQUIRE(upload->write(bytes_of("content")).has_value());
  disk.fail_at(1, ErrorCode::unavailable);
  CHECK(upload->finish({}).error().code == ErrorCode::unavailable);
  CHECK(sleeper.waits.empty());
  CHECK(store.list(FileType::pack).value().empty());
}

}  // namespace
}  // namespace digue::store
