#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "repository/packed_blob.h"

namespace digue::repository {

struct BlobLocation {
  PackId pack;
  PackedBlob blob;

  bool operator==(const BlobLocation&) const = default;
};

/// Where each blob of a repository lies, in at most 60 bytes a blob: the repositories of practices with CBCT have
/// millions of them. The same blob may lie in several packs. Belongs to one thread, or never changes.
class BlobIndex {
 public:
  BlobIndex();

  /// Takes note of a pack. A pack that is known already is known twice afterwards if its blobs are others.
  void add(const PackId& pack, std::span<const PackedBlob> blobs);
  /// Forgets what lies in these packs.
  void remove_packs(const std::vector<PackId>& packs);

  bool contains(BlobType type, const BlobId& id) const;
  /// The first place that was added.
  std::optional<BlobLocation> find(BlobType type, const BlobId& id) const;
  /// All of them: when one is damaged, another may be whole.
  std::vector<BlobLocation> find_all(BlobType type, const BlobId& id) const;

  std::size_t blob_count() const { return size_; }
  bool has_pack(const PackId& pack) const { return pack_numbers_.contains(pack); }
  std::vector<PackId> packs() const { return packs_; }
  /// Calls `visit(location)` for every blob, in the order in which they were added: pack by pack.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < size_; ++i) visit(location_of(entry(i)));
  }

  /// Calls `visit(pack, blobs)` once for every pack, with its blobs in the order in which they lie; what two indexes
  /// say of the same pack comes twice.
  template <typename Visit>
  void for_each_pack(Visit visit) const {
    const std::vector<std::uint32_t> numbers = numbers_by_pack();
    std::vector<PackedBlob> blobs;
    for (std::size_t begin = 0, end = 0; begin < numbers.size(); begin = end) {
      blobs.clear();
      const BlobLocation first = location_of(entry(numbers[begin]));
      for (; end < numbers.size() && pack_of(numbers[end]) == pack_of(numbers[begin]); ++end) {
        blobs.push_back(location_of(entry(numbers[end])).blob);
      }
      visit(first.pack, std::span<const PackedBlob>(blobs));
    }
  }

  /// A number below blob_count() that stands for this blob, as long as no pack is removed: for lists of marks.
  std::optional<std::size_t> number_of(BlobType type, const BlobId& id) const;

  /// What it takes for its blobs, without the list of packs.
  std::size_t bytes_used() const;

 private:
  struct Entry {
    BlobId id;
    std::uint32_t pack_and_type = 0;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t uncompressed_length = 0;
  };
  static constexpr std::size_t block_entries = 1024;
  using Block = std::array<Entry, block_entries>;

  const Entry& entry(std::size_t number) const { return (*blocks_[number / block_entries])[number % block_entries]; }
  BlobLocation location_of(const Entry& entry) const;
  std::uint32_t pack_of(std::uint32_t number) const { return entry(number).pack_and_type >> 1; }
  std::vector<std::uint32_t> numbers_by_pack() const;
  std::uint32_t number_of(const PackId& pack);
  std::size_t first_slot(const BlobId& id) const;
  void append(const Entry& entry);
  void put_in_slot(std::uint32_t number);
  void rehash(std::size_t slots);
  template <typename Visit>
  void visit_same(BlobType type, const BlobId& id, Visit visit) const;

  std::vector<std::unique_ptr<Block>> blocks_;  ///< blocks never move: no moment needs twice the memory
  std::size_t size_ = 0;
  std::vector<std::uint32_t> slots_;  ///< open addressing; entry number + 1, 0 for a free slot
  std::vector<PackId> packs_;
  std::unordered_map<PackId, std::uint32_t, IdHash<struct Pack>> pack_numbers_;
};

}  // namespace digue::repository
