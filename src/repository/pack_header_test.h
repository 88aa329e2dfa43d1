#pragma once

#include <doctest/doctest.h>

#include "repository/index_file.h"
#include "repository/pack_header.h"

namespace digue::repository {

inline crypto::Sealer sealer() { return crypto::Sealer::with(crypto::Secret(Bytes(64, std::byte{7}))).value(); }

inline BlobId id_of(std::byte byte) {
  BlobId::Raw raw;
  raw.fill(byte);
  return BlobId(raw);
}

/// Blobs that lie one behind the other, made of numbers.
inline std::vector<PackedBlob> blobs_of(const std::vector<std::uint16_t>& numbers) {
  std::vector<PackedBlob> blobs;
  std::uint32_t offset = 0;
  for (const std::uint16_t number : numbers) {
    const BlobType type = number % 2 == 0 ? BlobType::data : BlobType::tree;
    const std::uint32_t uncompressed = number % 3 == 0 ? 0 : std::uint32_t{number} + 1;
    blobs.push_back({type, id_of(static_cast<std::byte>(number)), offset, 32U + number, uncompressed});
    offset += 32U + number;
  }
  return blobs;
}

/// A pack with such blobs, whose contents are zeros.
inline Bytes pack_of(const std::vector<PackedBlob>& blobs, crypto::Sealer& seal) {
  const Bytes tail = seal_pack_tail(blobs, seal).value();
  Bytes pack(blobs.empty() ? 0 : blobs.back().offset + blobs.back().length);
  pack.insert(pack.end(), tail.begin(), tail.end());
  return pack;
}

/// A place with one pack, that counts how often it is asked.
class OnePack : public store::Store {
 public:
  explicit OnePack(Bytes pack) : pack_(std::move(pack)) {}

  Result<void> read_part(const store::FileName&, std::uint64_t offset, std::span<std::byte> into) override {
    ++reads;
    if (offset + into.size() > pack_.size()) return failure(ErrorCode::damaged, "too short");
    std::copy_n(pack_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
    return {};
  }

  Result<void> create() override { return {}; }
  Result<void> save(const store::FileName&, ByteView) override { return {}; }
  Result<std::unique_ptr<store::Upload>> begin_pack() override { return nullptr; }
  Result<Bytes> load(const store::FileName&, std::uint64_t) override { return pack_; }
  Result<std::uint64_t> size(const store::FileName&) override { return pack_.size(); }
  Result<std::vector<store::ListedFile>> list(store::FileType) override { return {}; }
  Result<void> remove(const store::FileName&) override { return {}; }
  std::size_t connections() const override { return 1; }

  int reads = 0;

 private:
  Bytes pack_;
};

inline std::vector<std::pair<PackId, std::vector<PackedBlob>>> packs_in(std::string_view json) {
  std::vector<std::pair<PackId, std::vector<PackedBlob>>> packs;
  const auto read = read_index(bytes_of(json), [&](const IndexedPack& pack) -> Result<void> {
    packs.emplace_back(pack.id, std::vector(pack.blobs.begin(), pack.blobs.end()));
    return {};
  });
  REQUIRE(read.has_value());
  return packs;
}

}  // namespace digue::repository
