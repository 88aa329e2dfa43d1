#include "backup/prune_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "backup/exclude.h"

namespace digue::backup {

namespace {

using repository::BlobType;
using repository::PackedBlob;
using repository::PackId;

/// Packs that are much smaller than a pack should be are put together once there are some of them.
constexpr std::uint64_t small_pack_bytes = 3 * 1024 * 1024;
constexpr std::size_t some_small_packs = 10;

struct Candidate {
  PackId pack;
  Tally used;
  Tally unused;
  bool is_tree = false;
  bool is_mixed = false;
  bool is_small = false;

  /// What is worth most comes first: packs that mix what must not be mixed, trees, which every restore reads, small
  /// ones, and then those with the greatest share of waste.
  auto rank() const {
    const double waste = static_cast<double>(unused.bytes) / static_cast<double>(used.bytes + unused.bytes);
    return std::tuple(!is_mixed, !is_tree, !is_small, -waste, pack);
  }
};

void add(Tally& tally, const PackedBlob& blob) {
  ++tally.blobs;
  tally.bytes += blob.length;
}

void add(Tally& tally, const Tally& other) {
  tally.blobs += other.blobs;
  tally.bytes += other.bytes;
}

class Planner {
 public:
  Planner(const repository::BlobIndex& index, const UsedBlobs& used, const PackSizes& sizes,
          const PruneOptions& options)
      : index_(index), used_(used), sizes_(sizes), options_(options) {}

  Result<PrunePlan> plan() {
    TRY(sort_packs());
    choose_repacked();
    index_.for_each_pack([&](const PackId& pack, std::span<const PackedBlob> blobs) {
      if (std::ranges::binary_search(chosen_, pack)) plan_.repacked.push_back({pack, needed_of(pack, blobs)});
    });
    for (const auto& [pack, size] : sizes_) {
      if (index_.has_pack(pack)) continue;
      plan_.unindexed.push_back(pack);
      plan_.outcome.unindexed_bytes += size;
    }
    plan_.outcome.packs_unindexed = plan_.unindexed.size();
    plan_.outcome.packs_removed = plan_.removed.size();
    plan_.outcome.packs_repacked = plan_.repacked.size();
    return std::move(plan_);
  }

 private:
  /// Whether this is the copy of a needed blob that counts.
  bool is_needed(const PackId& pack, const PackedBlob& blob) const {
    if (!used_.contains(blob.type, blob.id)) return false;
    const auto counts = index_.find(blob.type, blob.id);
    return counts->pack == pack && counts->blob.offset == blob.offset;
  }

  std::vector<PackedBlob> needed_of(const PackId& pack, std::span<const PackedBlob> blobs) const {
    std::vector<PackedBlob> needed = each_once(blobs);
    std::erase_if(needed, [&](const PackedBlob& blob) { return !is_needed(pack, blob); });
    return needed;
  }

  Result<void> sort_packs() {
    Result<void> sorted;
    index_.for_each_pack([&](const PackId& pack, std::span<const PackedBlob> blobs) {
      if (sorted) sorted = sort_pack(pack, each_once(blobs), blobs.size());
    });
    return sorted;
  }

  Result<void> sort_pack(const PackId& pack, const std::vector<PackedBlob>& blobs, std::size_t named) {
    if (named != blobs.size()) plan_.is_index_tidy = false;
    Candidate candidate{.pack = pack, .is_tree = blobs.front().type == BlobType::tree};
    for (const PackedBlob& blob : blobs) {
      add(is_needed(pack, blob) ? candidate.used : candidate.unused, blob);
      if (blob.type != blobs.front().type) candidate.is_mixed = true;
    }
    add(plan_.outcome.used, candidate.used);
    add(plan_.outcome.unused, candidate.unused);
    if (candidate.used.blobs == 0) {
      plan_.removed.push_back(pack);
      add(plan_.outcome.freed, candidate.unused);
      return {};
    }
    const std::uint64_t size = sizes_.at(pack);
    if (size != pack_bytes_of(blobs)) {
      return failure(ErrorCode::damaged, "pack " + pack.short_hex() + " is needed and not as long as the index says");
    }
    ++plan_.outcome.packs_kept;
    candidate.is_small = size < small_pack_bytes;
    if (candidate.is_small) ++small_packs_[candidate.is_tree ? 1 : 0];
    if (candidate.is_mixed || candidate.is_small || candidate.unused.blobs > 0) candidates_.push_back(candidate);
    return {};
  }

  bool puts_small_ones_together(const Candidate& candidate) const {
    return candidate.is_small && small_packs_[candidate.is_tree ? 1 : 0] >= some_small_packs;
  }

  std::uint64_t unused_that_may_stay() const {
    const MaxUnused& max = options_.max_unused;
    if (max.bytes) return *max.bytes;
    if (!max.percent) return UINT64_MAX;
    if (*max.percent >= 100) return UINT64_MAX;
    const double share = *max.percent / (100 - *max.percent);
    return static_cast<std::uint64_t>(share * static_cast<double>(plan_.outcome.used.bytes));
  }

  void choose_repacked() {
    std::ranges::sort(candidates_, {}, &Candidate::rank);
    const std::uint64_t may_stay = unused_that_may_stay();
    std::uint64_t unused = plan_.outcome.unused.bytes - plan_.outcome.freed.bytes;
    std::uint64_t left = options_.max_repack_bytes.value_or(UINT64_MAX);
    for (const Candidate& candidate : candidates_) {
      const bool has_waste = candidate.unused.blobs > 0;
      const bool is_wanted = candidate.is_mixed || puts_small_ones_together(candidate) ||
                             (has_waste && (candidate.is_tree || unused > may_stay));
      const std::uint64_t cost = candidate.used.bytes + candidate.unused.bytes;
      if (!is_wanted || cost > left) continue;
      left -= cost;
      unused -= candidate.unused.bytes;
      --plan_.outcome.packs_kept;
      add(plan_.outcome.repacked, candidate.used);
      add(plan_.outcome.freed, candidate.unused);
      chosen_.push_back(candidate.pack);
    }
    std::ranges::sort(chosen_);
  }

  const repository::BlobIndex& index_;
  const UsedBlobs& used_;
  const PackSizes& sizes_;
  const PruneOptions& options_;
  std::vector<Candidate> candidates_;
  std::array<std::size_t, 2> small_packs_{};
  std::vector<PackId> chosen_;
  PrunePlan plan_;
};

}  // namespace

Result<MaxUnused> parse_max_unused(std::string_view text) {
  if (text == "unlimited") return MaxUnused{};
  if (!text.ends_with('%')) return MaxUnused{TRY(parse_size(text)), {}};
  double percent = 0;
  const char* const end = text.data() + text.size() - 1;
  const auto read = std::from_chars(text.data(), end, percent, std::chars_format::fixed);
  if (read.ec != std::errc() || read.ptr != end || !(percent >= 0 && percent <= 100)) {
    return failure(ErrorCode::invalid_input, "no limit of what is unused");
  }
  return MaxUnused{{}, percent};
}

Result<PrunePlan> plan_prune(const repository::BlobIndex& index, const UsedBlobs& used, const PackSizes& sizes,
                             const PruneOptions& options) {
  return Planner(index, used, sizes, options).plan();
}

}  // namespace digue::backup
