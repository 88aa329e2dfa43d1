#pragma once

#include "store/store.h"

namespace digue::store {

/// Reads a place and leaves it exactly as it is: what is saved or removed is told to be done, and is not. For whoever
/// wants to know what would happen. Nothing that was "saved" can be read.
class RehearsalStore final : public Store {
 public:
  explicit RehearsalStore(std::unique_ptr<Store> place) : place_(std::move(place)) {}

  Result<void> create() override { return {}; }
  Result<void> save(const FileName&, ByteView) override { return {}; }
  Result<std::unique_ptr<Upload>> begin_pack() override;
  Result<Bytes> load(const FileName& name, std::uint64_t max_bytes) override { return place_->load(name, max_bytes); }
  Result<Bytes> load_part(const FileName& name, std::uint64_t offset, std::size_t length) override {
    return place_->load_part(name, offset, length);
  }
  Result<std::uint64_t> size(const FileName& name) override { return place_->size(name); }
  Result<std::vector<ListedFile>> list(FileType type) override { return place_->list(type); }
  Result<void> remove(const FileName&) override { return {}; }
  std::size_t max_uploads() const override { return place_->max_uploads(); }
  std::size_t connections() const override { return place_->connections(); }

 private:
  std::unique_ptr<Store> place_;
};

}  // namespace digue::store
