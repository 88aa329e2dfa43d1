#include "repository/blob_index.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_set>

namespace digue::repository {

namespace {

constexpr std::size_t first_slots = 1024;

/// The table is filled to five sixths, then grows by half: a blob's share of it stays below eight bytes.
bool is_too_full(std::size_t entries, std::size_t slots) { return entries * 6 > slots * 5; }

std::uint32_t tag(BlobType type) { return type == BlobType::tree ? 1 : 0; }

}  // namespace

BlobIndex::BlobIndex() : slots_(first_slots) {}

void BlobIndex::add(const PackId& pack, std::span<const PackedBlob> blobs) {
  const std::uint32_t number = number_of(pack);
  for (const PackedBlob& blob : blobs) {
    append({blob.id, number << 1 | tag(blob.type), blob.offset, blob.length, blob.uncompressed_length});
  }
}

void BlobIndex::remove_packs(const std::vector<PackId>& packs) {
  const std::unordered_set<PackId, IdHash<struct Pack>> gone(packs.begin(), packs.end());
  BlobIndex kept;
  for_each([&](const BlobLocation& location) {
    if (!gone.contains(location.pack)) kept.add(location.pack, {&location.blob, 1});
  });
  *this = std::move(kept);
}

bool BlobIndex::contains(BlobType type, const BlobId& id) const { return find(type, id).has_value(); }

std::optional<BlobLocation> BlobIndex::find(BlobType type, const BlobId& id) const {
  std::optional<BlobLocation> found;
  visit_same(type, id, [&](const Entry& entry) {
    found = location_of(entry);
    return false;
  });
  return found;
}

std::vector<BlobLocation> BlobIndex::find_all(BlobType type, const BlobId& id) const {
  std::vector<BlobLocation> found;
  visit_same(type, id, [&](const Entry& entry) {
    found.push_back(location_of(entry));
    return true;
  });
  return found;
}

std::optional<std::size_t> BlobIndex::number_of(BlobType type, const BlobId& id) const {
  for (std::size_t slot = first_slot(id); slots_[slot] != 0; slot = slot + 1 == slots_.size() ? 0 : slot + 1) {
    const std::size_t number = slots_[slot] - 1;
    if (entry(number).id == id && (entry(number).pack_and_type & 1) == tag(type)) return number;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> BlobIndex::numbers_by_pack() const {
  std::vector<std::uint32_t> numbers(size_);
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::ranges::sort(numbers, {},
                    [this](std::uint32_t number) { return std::tuple(pack_of(number), entry(number).offset, number); });
  return numbers;
}

std::size_t BlobIndex::bytes_used() const {
  return blocks_.size() * (sizeof(Block) + sizeof(void*)) + slots_.capacity() * sizeof(std::uint32_t);
}

BlobLocation BlobIndex::location_of(const Entry& entry) const {
  const BlobType type = (entry.pack_and_type & 1) != 0 ? BlobType::tree : BlobType::data;
  return {packs_[entry.pack_and_type >> 1], {type, entry.id, entry.offset, entry.length, entry.uncompressed_length}};
}

std::uint32_t BlobIndex::number_of(const PackId& pack) {
  const auto [place, is_new] = pack_numbers_.try_emplace(pack, static_cast<std::uint32_t>(packs_.size()));
  if (is_new) packs_.push_back(pack);
  return place->second;
}

/// The high bits choose the slot, so the table may have any size.
std::size_t BlobIndex::first_slot(const BlobId& id) const {
  const std::uint64_t bits = IdHash<struct Blob>()(id) >> 32;
  return static_cast<std::size_t>(bits * slots_.size() >> 32);
}

void BlobIndex::append(const Entry& entry) {
  if (is_too_full(size_ + 1, slots_.size())) rehash(slots_.size() + slots_.size() / 2);
  if (size_ % block_entries == 0) blocks_.push_back(std::make_unique<Block>());
  (*blocks_.back())[size_ % block_entries] = entry;
  ++size_;
  put_in_slot(static_cast<std::uint32_t>(size_ - 1));
}

void BlobIndex::put_in_slot(std::uint32_t number) {
  std::size_t slot = first_slot(entry(number).id);
  while (slots_[slot] != 0) slot = slot + 1 == slots_.size() ? 0 : slot + 1;
  slots_[slot] = number + 1;
}

void BlobIndex::rehash(std::size_t slots) {
  slots_ = {};
  slots_.resize(slots);
  for (std::size_t number = 0; number < size_; ++number) put_in_slot(static_cast<std::uint32_t>(number));
}

/// Visits equal entries until `visit` returns false.
template <typename Visit>
void BlobIndex::visit_same(BlobType type, const BlobId& id, Visit visit) const {
  for (std::size_t slot = first_slot(id); slots_[slot] != 0; slot = slot + 1 == slots_.size() ? 0 : slot + 1) {
    const Entry& found = entry(slots_[slot] - 1);
    if (found.id == id && (found.pack_and_type & 1) == tag(type) && !visit(found)) return;
  }
}

}  // namespace digue::repository
