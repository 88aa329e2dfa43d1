#pragma once

#include <map>
#include <mutex>

#include "store/store.h"

namespace digue::store {

/// A repository that lives as long as this object, for tests and rehearsals.
class MemoryStore final : public Store {
 public:
  Result<void> create() override;
  Result<void> save(const FileName& name, ByteView content) override;
  Result<std::unique_ptr<Upload>> begin_pack() override;
  Result<Bytes> load(const FileName& name, std::uint64_t max_bytes) override;
  Result<void> read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) override;
  Result<std::uint64_t> size(const FileName& name) override;
  Result<std::vector<ListedFile>> list(FileType type) override;
  Result<void> remove(const FileName& name) override;
  /// One of each kind: so tests know in which pack a blob goes.
  std::size_t max_uploads() const override { return 2; }
  std::size_t connections() const override { return 4; }

  /// For damage: puts that content there, whatever was.
  void overwrite(const FileName& name, Bytes content);

 private:
  Result<const Bytes*> find(const FileName& name) const;

  std::mutex mutex_;
  std::map<FileName, Bytes> files_;
};

}  // namespace digue::store
