#include <algorithm>
#include <memory>
#include <random>

#include "backup/check_run.h"
#include "backup/pack_list.h"
#include "backup/pack_proof.h"

namespace digue::backup {

namespace {

using repository::BlobType;
using repository::PackedBlob;
using repository::PackId;
void check_pack(CheckRun& run, const PackId& pack, std::span<const PackedBlob> blobs, const PackSizes& sizes) {
  const auto size = sizes.find(pack);
  if (size == sizes.end()) return run.report_pack(Fault::pack_missing, pack, "an index names it, and it is not there");
  if (const std::uint64_t wanted = pack_bytes_of(blobs); size->second != wanted) {
    run.report_pack(Fault::pack_length, pack,
                    "it has " + std::to_string(size->second) + " bytes instead of " + std::to_string(wanted));
  }
  const bool is_mixed = std::ranges::any_of(blobs, [&](const PackedBlob& b) { return b.type != blobs.front().type; });
  if (is_mixed) run.report_pack(Fault::pack_mixed, pack, "trees and data lie in the same pack");
}

/// Which packs to read, of all that are there.
std::vector<PackId> chosen_packs(const ReadSubset& subset, std::vector<PackId> packs, const PackSizes& sizes) {
  std::ranges::sort(packs);
  std::vector<PackId> chosen;
  if (!subset.percent && !subset.bytes) {
    // As restic: by the first byte of the name, so that all parts together are everything, whenever they are read.
    std::ranges::copy_if(packs, std::back_inserter(chosen), [&](const PackId& pack) {
      return std::to_integer<std::uint64_t>(pack.raw().front()) % subset.parts == subset.part - 1;
    });
    return chosen;
  }
  std::uint64_t wanted = subset.bytes.value_or(UINT64_MAX);
  auto count = packs.size();
  if (subset.percent) count = static_cast<std::size_t>(static_cast<double>(count) * *subset.percent / 100.0);
  count = std::min(std::max<std::size_t>(count, 1), packs.size());
  std::random_device random;
  std::ranges::shuffle(packs, random);
  for (const PackId& pack : packs) {
    if (chosen.size() == count || wanted == 0) break;
    wanted -= std::min(wanted, sizes.at(pack));
    chosen.push_back(pack);
  }
  return chosen;
}

/// What somebody has written behind a pack is named by its length, and could be as long as he likes: what was there
/// before is read, as if it were all.
std::uint64_t bytes_to_read(std::uint64_t size, std::span<const PackedBlob> blobs) {
  return std::min(size, pack_bytes_of(blobs));
}

/// Reads packs side by side, until the first error of the place.
class PackReader {
 public:
  PackReader(CheckRun& run, Workers& workers) : run_(run), workers_(workers) {
    tools_.reserve(workers.seats());
    for (std::size_t i = 0; i < workers.seats(); ++i) tools_.push_back({run.repository.make_tools(), {}});
  }

  void submit(const PackId& pack, std::uint64_t bytes, std::span<const PackedBlob> blobs) {
    if (is_stopped_) return;
    workers_.submit([this, pack, bytes, blobs = std::vector(blobs.begin(), blobs.end())](Workers::Seat seat) {
      if (is_stopped_) return;
      if (const auto read = prove(pack, bytes, blobs, seat); !read) stop(read.error());
    });
  }

  Result<void> finish() {
    workers_.wait();
    if (error_) return std::unexpected(*error_);
    return {};
  }

 private:
  Result<void> prove(const PackId& pack, std::uint64_t bytes, std::span<const PackedBlob> blobs, Workers::Seat seat) {
    TRY(run_.may_go_on());
    for (std::string& problem : TRY(prove_pack(run_.repository, pack, bytes, blobs, tools_[seat]))) {
      run_.report_pack(Fault::pack_content, pack, std::move(problem));
    }
    run_.count_read(bytes);
    return {};
  }

  void stop(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    is_stopped_ = true;
  }

  CheckRun& run_;
  Workers& workers_;
  std::vector<ProofTools> tools_;
  std::atomic<bool> is_stopped_ = false;
  std::mutex mutex_;
  std::optional<Error> error_;
};

}  // namespace

Result<PackSizes> check_pack_list(CheckRun& run) {
  repository::BlobIndex& index = run.repository.index();
  PackSizes sizes = TRY(pack_sizes(run.repository.store()));
  run.outcome.packs = sizes.size();
  std::vector<PackId> missing;
  index.for_each_pack([&](const PackId& pack, std::span<const PackedBlob> blobs) {
    const std::vector<PackedBlob> once = each_once(blobs);
    check_pack(run, pack, once, sizes);
    if (once.size() != blobs.size()) run.report_pack(Fault::pack_repeated, pack, "more than one index names it");
    if (!sizes.contains(pack)) missing.push_back(pack);
  });
  for (const auto& [pack, size] : sizes) {
    if (!index.has_pack(pack)) run.report_pack(Fault::pack_orphaned, pack, "no index names it");
  }
  if (!missing.empty()) index.remove_packs(missing);
  return sizes;
}

Result<void> read_packs(CheckRun& run, const PackSizes& sizes, const ReadSubset& subset, Workers& workers) {
  std::vector<PackId> chosen = chosen_packs(subset, run.repository.index().packs(), sizes);
  std::ranges::sort(chosen);
  std::uint64_t expected = 0;
  const auto for_each_chosen = [&](const auto& visit) {
    run.repository.index().for_each_pack([&](const PackId& pack, std::span<const PackedBlob> blobs) {
      if (!std::ranges::binary_search(chosen, pack)) return;
      const std::vector<PackedBlob> once = each_once(blobs);
      visit(pack, bytes_to_read(sizes.at(pack), once), once);
    });
  };
  for_each_chosen([&](const PackId&, std::uint64_t bytes, const auto&) { expected += bytes; });
  run.expect_bytes(expected);
  PackReader reader(run, workers);
  for_each_chosen(
      [&](const PackId& pack, std::uint64_t bytes, const auto& blobs) { reader.submit(pack, bytes, blobs); });
  return reader.finish();
}

}  // namespace digue::backup
