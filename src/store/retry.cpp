#include "store/retry.h"

#include <algorithm>

namespace digue::store {

template <typename Call>
auto RetryStore::persist(Call call) -> decltype(call()) {
  const auto begin = sleeper_.elapsed();
  for (auto wait = limits_.first_wait;; wait = std::min(2 * wait, limits_.longest_wait)) {
    auto result = call();
    if (result || result.error().code != ErrorCode::unavailable) return result;
    if (sleeper_.elapsed() - begin + wait > limits_.total) return result;
    TRY(sleeper_.sleep(wait));
  }
}

class RetryStore::RetryUpload final : public Upload {
 public:
  RetryUpload(RetryStore& store, std::unique_ptr<Upload> upload) : store_(store), upload_(std::move(upload)) {}

  Result<void> write(ByteView content) override { return upload_->write(content); }
  Result<void> finish(const FileId& id) override {
    if (!upload_->is_repeatable()) return upload_->finish(id);
    return store_.persist([&] { return upload_->finish(id); });
  }
  bool is_repeatable() const override { return upload_->is_repeatable(); }

 private:
  RetryStore& store_;
  std::unique_ptr<Upload> upload_;
};

Result<void> RetryStore::create() {
  return persist([&] { return place_->create(); });
}

Result<void> RetryStore::save(const FileName& name, ByteView content) {
  return persist([&] { return place_->save(name, content); });
}

Result<std::unique_ptr<Upload>> RetryStore::begin_pack() {
  return std::make_unique<RetryUpload>(*this, TRY(persist([&] { return place_->begin_pack(); })));
}

Result<Bytes> RetryStore::load(const FileName& name, std::uint64_t max_bytes) {
  return persist([&] { return place_->load(name, max_bytes); });
}

Result<void> RetryStore::read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) {
  return persist([&] { return place_->read_part(name, offset, into); });
}

Result<std::uint64_t> RetryStore::size(const FileName& name) {
  return persist([&] { return place_->size(name); });
}

Result<std::vector<ListedFile>> RetryStore::list(FileType type) {
  return persist([&] { return place_->list(type); });
}

Result<void> RetryStore::remove(const FileName& name) {
  return persist([&] { return place_->remove(name); });
}

}  // namespace digue::store
