#include "backup/prune.h"

#include "backup/prune_plan.h"
#include "backup/tree_walk.h"
#include "repository/blob_writer.h"
#include "repository/index_file.h"
#include "repository/snapshots.h"

namespace digue::backup {

namespace {

using repository::BlobTools;
using repository::BlobType;
using repository::Node;
using repository::PackedBlob;
using repository::PackId;
using repository::Repository;

constexpr std::size_t max_index_blobs = 50'000;

std::unexpected<Error> refuse(const repository::Quarantined& file) {
  return failure(ErrorCode::damaged, store::describe(file.file) + " cannot be read: " + file.reason.detail);
}

/// What is not there cannot be kept: the index forgets it, and whoever needs it will notice. Tells how many.
std::size_t forget_missing(repository::BlobIndex& index, const PackSizes& sizes) {
  std::vector<PackId> missing = index.packs();
  std::erase_if(missing, [&](const PackId& pack) { return sizes.contains(pack); });
  if (!missing.empty()) index.remove_packs(missing);
  return missing.size();
}

Result<void> mark_content(UsedBlobs& used, const std::string& folder, const Node& node) {
  if (!node.content) return {};
  for (const repository::BlobId& id : *node.content) {
    if (used.mark(BlobType::data, id) == UsedBlobs::Marked::unknown) {
      return failure(ErrorCode::damaged,
                     folder + "/" + node.name + " needs the blob " + id.short_hex() + ", which is not there");
    }
  }
  return {};
}

Result<UsedBlobs> find_used(Repository& repository, const repository::SnapshotList& snapshots, BlobTools& tools,
                            const PruneOptions& options) {
  UsedBlobs used(repository.index());
  const TreeVisitor visitor{
      .node = [&](const std::string& folder, const Node& node) { return mark_content(used, folder, node); },
      .failed = [](const std::string& folder, const repository::BlobId&, const Error& error) -> Result<void> {
        return failure(ErrorCode::damaged, "the folder " + folder + "/ cannot be read: " + error.detail);
      }};
  for (const repository::LoadedSnapshot& loaded : snapshots.snapshots) {
    TRY(options.may_go_on());
    if (options.is_rehearsal && options.without.contains(loaded.id)) continue;
    TRY(walk_trees(repository, loaded.snapshot.tree, used, tools, visitor));
  }
  return used;
}

/// Carries a plan out.
class Pruning {
 public:
  Pruning(Repository& repository, const PrunePlan& plan, const PruneOptions& options, BlobTools& tools)
      : repository_(repository), plan_(plan), options_(options), tools_(tools) {}

  Result<void> carry_out() {
    if (!plan_.removed.empty() || !plan_.repacked.empty() || !plan_.is_index_tidy) {
      TRY(repack());
      TRY(replace_indexes());
    }
    TRY(remove_packs(plan_.removed));
    for (const RepackedPack& repacked : plan_.repacked) TRY(remove_packs({repacked.pack}));
    return remove_packs(plan_.unindexed);
  }

 private:
  Result<void> repack() {
    std::vector<PackId> leaving = plan_.removed;
    for (const RepackedPack& repacked : plan_.repacked) leaving.push_back(repacked.pack);
    // The writer saves only what the index does not know.
    repository_.index().remove_packs(leaving);
    repository::BlobWriter writer(repository_);
    for (const RepackedPack& repacked : plan_.repacked) {
      for (const PackedBlob& blob : repacked.needed) {
        TRY(options_.may_go_on());
        TRY(copy(repacked.pack, blob, writer));
      }
    }
    return writer.flush(tools_);
  }

  Result<void> copy(const PackId& pack, const PackedBlob& blob, repository::BlobWriter& writer) {
    const Bytes sealed = TRY(repository_.store().load_part(file_of(pack), blob.offset, blob.length));
    copied_.resize(blob.plain_length());
    TRY(repository::open_sealed(blob, sealed, copied_, tools_));
    const ByteView plain = copied_;
    const auto saved = TRY(writer.save(blob.type, {&plain, 1}, tools_)).front();
    if (saved.id == blob.id) return {};
    return failure(ErrorCode::damaged, "a blob in " + store::describe(file_of(pack)) + " is not what the index says");
  }

  /// The new ones name all that stays; only when they are durable do the old ones go.
  Result<void> replace_indexes() {
    const auto old = TRY(repository_.store().list(store::FileType::index));
    repository::IndexWriter writer;
    Result<void> written;
    repository_.index().for_each_pack([&](const PackId& pack, std::span<const PackedBlob> blobs) {
      if (!written) return;
      writer.add(pack, each_once(blobs));
      if (writer.blob_count() >= max_index_blobs) written = write(writer);
    });
    TRY(std::move(written));
    if (writer.blob_count() > 0) TRY(write(writer));
    for (const store::ListedFile& file : old) {
      TRY(options_.may_go_on());
      TRY(repository_.store().remove({store::FileType::index, file.id}));
    }
    return {};
  }

  Result<void> write(repository::IndexWriter& writer) {
    TRY(options_.may_go_on());
    TRY(repository_.save_unpacked(store::FileType::index, writer.finish(), tools_));
    writer = {};
    return {};
  }

  Result<void> remove_packs(const std::vector<PackId>& packs) {
    for (const PackId& pack : packs) {
      TRY(options_.may_go_on());
      TRY(repository_.store().remove(file_of(pack)));
    }
    return {};
  }

  Repository& repository_;
  const PrunePlan& plan_;
  const PruneOptions& options_;
  BlobTools& tools_;
  Bytes copied_;
};

}  // namespace

Result<PruneOutcome> prune(Repository& repository, const PruneOptions& options) {
  BlobTools tools = repository.make_tools();
  const auto snapshots = TRY(repository::load_snapshots(repository, tools));
  if (!snapshots.quarantined.empty()) return refuse(snapshots.quarantined.front());
  if (const auto quarantined = TRY(repository.load_index(tools)); !quarantined.empty()) {
    return refuse(quarantined.front());
  }
  const PackSizes sizes = TRY(pack_sizes(repository.store()));
  // A list that somebody took away looks the same as one from which all was forgotten.
  if (snapshots.snapshots.empty() && !sizes.empty()) return failure(ErrorCode::not_found, "no snapshot is left");
  const std::size_t missing = forget_missing(repository.index(), sizes);
  const UsedBlobs used = TRY(find_used(repository, snapshots, tools, options));
  PrunePlan plan = TRY(plan_prune(repository.index(), used, sizes, options));
  plan.outcome.packs_missing = missing;
  if (missing > 0) plan.is_index_tidy = false;
  if (!options.is_rehearsal) TRY(Pruning(repository, plan, options, tools).carry_out());
  return plan.outcome;
}

}  // namespace digue::backup
