#pragma once

#include "machine/sleeper.h"
#include "store/store.h"

namespace digue::store {

struct RetryLimits {
  std::chrono::milliseconds first_wait{500};
  std::chrono::milliseconds longest_wait{std::chrono::minutes(1)};
  /// From the first attempt of a call on, including what the attempts take.
  std::chrono::milliseconds total{std::chrono::minutes(15)};
};

/// Asks another store again after `unavailable`, each time after twice the wait, until the time is over; then its last
/// error is the answer. `cancelled` when the sleeper is told to stop. Nothing else is tried again.
class RetryStore final : public Store {
 public:
  RetryStore(std::unique_ptr<Store> place, machine::Sleeper& sleeper, RetryLimits limits = {})
      : place_(std::move(place)), sleeper_(sleeper), limits_(limits) {}

  Result<void> create() override;
  Result<void> save(const FileName& name, ByteView content) override;
  Result<std::unique_ptr<Upload>> begin_pack() override;
  Result<Bytes> load(const FileName& name, std::uint64_t max_bytes) override;
  Result<void> read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) override;
  Result<std::uint64_t> size(const FileName& name) override;
  Result<std::vector<ListedFile>> list(FileType type) override;
  Result<void> remove(const FileName& name) override;
  std::size_t max_uploads() const override { return place_->max_uploads(); }
  std::size_t connections() const override { return place_->connections(); }

 private:
  class RetryUpload;

  template <typename Call>
  auto persist(Call call) -> decltype(call());

  std::unique_ptr<Store> place_;
  machine::Sleeper& sleeper_;
  RetryLimits limits_;
};

}  // namespace digue::store
