#include "repository/blob_writer.h"

#include <doctest/doctest.h>

#include "crypto/random.h"
#include "repository/key_file.h"
#include "store/memory.h"

namespace digue::repository {
namespace {

/// Holds two packs at most, as a server's store does, and refuses a third instead of waiting for ever.
class NarrowStore final : public store::Store {
 public:
  Result<void> create() override { return place_.create(); }
  Result<void> save(const store::FileName& name, ByteView content) override { return place_.save(name, content); }
  Result<std::unique_ptr<store::Upload>> begin_pack() override {
    if (open_ == max_uploads()) return failure(ErrorCode::bug, "a third pack");
    return std::make_unique<CountedUpload>(TRY(place_.begin_pack()), open_);
  }
  Result<Bytes> load(const store::FileName& name, std::uint64_t max) override { return place_.load(name, max); }
  Result<void> read_part(const store::FileName& name, std::uint64_t offset, std::span<std::byte> into) override {
    return place_.read_part(name, offset, into);
  }
  Result<std::uint64_t> size(const store::FileName& name) override { return place_.size(name); }
  Result<std::vector<store::ListedFile>> list(store::FileType type) override { return place_.list(type); }
  Result<void> remove(const store::FileName& name) override { return place_.remove(name); }
  std::size_t max_uploads() const override { return 2; }
  std::size_t connections() const override { return 1; }

 private:
  class CountedUpload final : public store::Upload {
   public:
    CountedUpload(std::unique_ptr<store::Upload> upload, std::size_t& open) : upload_(std::move(upload)), open_(open) {
      ++open_;
    }
    CountedUpload(const CountedUpload&) = delete;
    CountedUpload& operator=(const CountedUpload&) = delete;
    ~CountedUpload() override { --open_; }
    Result<void> write(ByteView content) override { return upload_->write(content); }
    Result<void> finish(const store::FileId& id) override { return upload_->finish(id); }
    bool is_repeatable() const override { return upload_->is_repeatable(); }

   private:
    std::unique_ptr<store::Upload> upload_;
    std::size_t& open_;
  };

  store::MemoryStore place_;
  std::size_t open_ = 0;
};

std::unique_ptr<Repository> new_repository(store::Store& store) {
  Config config;
  config.id = RepositoryId(RepositoryId::Raw{std::byte{1}});
  config.chunker_polynomial = 0x3DA3358B4DC173;
  return Repository::create(store, make_master_key(), config).value();
}

TEST_CASE("no more packs are under way than the place allows, and every blob can be read again") {
  NarrowStore store;
  const auto repository = new_repository(store);
  BlobTools tools = repository->make_tools();
  BlobWriter writer(*repository, {.pack_size = 8 * 1024});
  std::vector<std::pair<BlobType, BlobId>> saved;
  for (std::size_t i = 0; i < 60; ++i) {
    const Bytes plain = crypto::random_bytes(100 + 40 * i);
    const ByteView content = plain;
    const BlobType type = i % 2 == 0 ? BlobType::data : BlobType::tree;
    const auto blobs = writer.save(type, {&content, 1}, tools);
    REQUIRE(blobs.has_value());
    CHECK(blobs->front().is_new);
    saved.emplace_back(type, blobs->front().id);
  }
  REQUIRE(writer.flush(tools).has_value());
  for (const auto& [type, id] : saved) CHECK(repository->load_blob(type, id, tools).has_value());
}

TEST_CASE("a blob that is there, or on its way, is not saved again") {
  store::MemoryStore store;
  const auto repository = new_repository(store);
  BlobTools tools = repository->make_tools();
  BlobWriter writer(*repository);
  const ByteView content = bytes_of("PATIENT TEST 0042");
  CHECK(writer.save(BlobType::data, {&content, 1}, tools)->front().is_new);
  CHECK_FALSE(writer.save(BlobType::data, {&content, 1}, tools)->front().is_new);
  CHECK(writer.save(BlobType::tree, {&content, 1}, tools)->front().is_new);
  REQUIRE(writer.flush(tools).has_value());
  CHECK_FALSE(writer.save(BlobType::data, {&content, 1}, tools)->front().is_new);
}

}  // namespace
}  // namespace digue::repository
