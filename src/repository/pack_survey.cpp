#include "repository/pack_survey.h"

#include <unordered_map>

#include "repository/pack_header.h"

namespace digue::repository {

namespace {

/// How long each pack must be, from what the index says of its blobs. A pack that two indexes name in part counts twice
/// and seems too long, so lengths are compared from below: a pack shorter than its last blob is broken.
std::unordered_map<PackId, std::uint64_t, IdHash<struct Pack>> shortest_lengths(const BlobIndex& index) {
  std::unordered_map<PackId, std::uint64_t, IdHash<struct Pack>> lengths;
  index.for_each([&](const BlobLocation& location) {
    std::uint64_t& length = lengths[location.pack];
    length = std::max(length, std::uint64_t{location.blob.offset} + location.blob.length);
  });
  return lengths;
}

}  // namespace

Result<PackSurvey> survey_packs(Repository& repository, BlobTools& tools) {
  PackSurvey survey;
  auto wanted = shortest_lengths(repository.index());
  for (const store::ListedFile& file : TRY(repository.store().list(store::FileType::pack))) {
    ++survey.pack_count;
    survey.bytes += file.size;
    const PackId pack(file.id.raw());
    if (const auto found = wanted.find(pack); found != wanted.end()) {
      if (file.size >= found->second) wanted.erase(found);
      continue;
    }
    auto blobs = read_pack_header(repository.store(), pack, file.size, tools.sealer);
    if (blobs) {
      survey.orphans.push_back({pack, file.size, *std::move(blobs)});
    } else if (blobs.error().code == ErrorCode::unavailable) {
      return std::unexpected(blobs.error());
    } else if (blobs.error().code != ErrorCode::not_found) {
      survey.unreadable.push_back({{store::FileType::pack, file.id}, blobs.error()});
    }
  }
  for (const auto& [pack, length] : wanted) survey.missing.push_back(pack);
  return survey;
}

}  // namespace digue::repository
