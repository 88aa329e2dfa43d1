#pragma once

#include "backup/pack_list.h"
#include "backup/prune.h"
#include "backup/used_blobs.h"

namespace digue::backup {

/// A pack that is written anew: what is needed of it.
struct RepackedPack {
  repository::PackId pack;
  std::vector<repository::PackedBlob> needed;
};

struct PrunePlan {
  std::vector<repository::PackId> removed;  ///< nobody needs anything of them
  std::vector<RepackedPack> repacked;
  std::vector<repository::PackId> unindexed;
  bool is_index_tidy = true;  ///< no index names a pack twice, or one that is gone
  PruneOutcome outcome;       ///< what will have been done
};

/// Decides what becomes of each pack. Of a blob that lies in several packs, the first copy of the index counts.
/// `damaged` if a pack that is needed has not the length that the index says: something is wrong here.
Result<PrunePlan> plan_prune(const repository::BlobIndex& index, const UsedBlobs& used, const PackSizes& sizes,
                             const PruneOptions& options);

}  // namespace digue::backup
