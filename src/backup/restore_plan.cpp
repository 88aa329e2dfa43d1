#include "backup/restore_plan.h"

#include <algorithm>
#include <span>

#include "backup/node_maker.h"

namespace digue::backup {

using repository::BlobLocation;

namespace {

/// Two blobs that lie closer are read in one go: a gap costs less than another question to a disk or a server.
constexpr std::uint64_t max_gap_bytes = std::uint64_t{256} * 1024;
constexpr std::uint64_t max_read_bytes = std::uint64_t{4} * 1024 * 1024;

std::uint64_t end_of(const repository::PackedBlob& blob) { return std::uint64_t{blob.offset} + blob.length; }

std::optional<PlainMetadata> plain_metadata(const repository::Node& node) {
  if (node.content->size() != 1 || node.links > 1) return std::nullopt;
  const machine::EntryMetadata all = metadata_of(node);
  if (!all.attributes.empty()) return std::nullopt;
  return PlainMetadata{all.permissions, all.user_id, all.group_id, all.modified_at, all.accessed_at};
}

}  // namespace

machine::EntryMetadata PlainMetadata::of_file() const {
  machine::EntryMetadata all;
  all.type = machine::EntryType::file;
  all.permissions = permissions;
  all.user_id = user_id;
  all.group_id = group_id;
  all.modified_at = modified_at;
  all.accessed_at = accessed_at;
  return all;
}

machine::TargetTree::Path PlannedFile::path() const {
  machine::TargetTree::Path path = *folder;
  path.push_back(name);
  return path;
}

bool PlannedFile::is_at(const machine::TargetTree::Path& path) const {
  return path.size() == folder->size() + 1 && path.back() == name &&
         std::ranges::equal(*folder, std::span(path).first(folder->size()));
}

Result<PlannedFile*> RestorePlan::add(FolderPath folder, const repository::Node& node, const FindBlob& find) {
  std::vector<std::size_t> blobs;
  std::uint64_t size = 0;
  for (const repository::BlobId& id : *node.content) {
    const std::size_t number = TRY(number_of(id, find));
    size += blobs_[number].blob.plain_length();
    blobs.push_back(number);
  }
  if (size != node.size) return failure(ErrorCode::damaged, "the file is not as long as its parts");
  PlannedFile& file = files_.emplace_back(std::move(folder), node);
  file.metadata = plain_metadata(node);
  std::uint64_t offset = 0;
  for (const std::size_t number : blobs) {
    blobs_[number].destinations.push_back({&file, offset});
    offset += blobs_[number].blob.plain_length();
  }
  bytes_ += size;
  return &file;
}

Result<std::size_t> RestorePlan::number_of(const repository::BlobId& id, const FindBlob& find) {
  if (const auto known = numbers_.find(id); known != numbers_.end()) return known->second;
  const std::vector<BlobLocation> found = find(id);
  if (found.empty()) return failure(ErrorCode::damaged, "a part of the file is in no index");
  const auto [pack, is_new] = pack_numbers_.try_emplace(found.front().pack, packs_.size());
  if (is_new) packs_.push_back(found.front().pack);
  blobs_.push_back({found.front().blob, pack->second, {}});
  numbers_.emplace(id, blobs_.size() - 1);
  return blobs_.size() - 1;
}

std::vector<PlannedRead> RestorePlan::take_reads() {
  numbers_.clear();
  std::erase_if(blobs_, [](const PlannedBlob& blob) { return blob.destinations.empty(); });
  std::ranges::sort(blobs_, {}, [](const PlannedBlob& blob) { return std::pair(blob.pack_number, blob.blob.offset); });
  std::vector<PlannedRead> reads;
  for (PlannedBlob& planned : blobs_) {
    const repository::PackId& pack = packs_[planned.pack_number];
    const std::uint64_t end = end_of(planned.blob);
    const bool goes_on = !reads.empty() && reads.back().pack == pack && planned.blob.offset >= reads.back().end() &&
                         planned.blob.offset - reads.back().end() <= max_gap_bytes &&
                         end - reads.back().offset <= max_read_bytes;
    if (!goes_on) reads.push_back({pack, planned.blob.offset, 0, {}});
    reads.back().length = end - reads.back().offset;
    reads.back().blobs.push_back(std::move(planned));
  }
  blobs_.clear();
  return reads;
}

}  // namespace digue::backup
