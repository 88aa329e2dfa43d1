#pragma once

#include <vector>

#include "repository/packer.h"
#include "repository/repository.h"

namespace digue::repository {

/// The packs of the place, held against the index.
struct PackSurvey {
  std::vector<PackId> missing;          ///< an index names them, and they are not there or not as long as it says
  std::vector<FinishedPack> orphans;    ///< no index names them, and their header can be read: a crashed run left them
  std::vector<Quarantined> unreadable;  ///< no index names them, and nobody can read them
  std::uint64_t pack_count = 0;
  std::uint64_t bytes = 0;  ///< of all packs
};

/// After load_index(). Reads a list, and the end of each pack that no index names.
Result<PackSurvey> survey_packs(Repository& repository, BlobTools& tools);

}  // namespace digue::repository
