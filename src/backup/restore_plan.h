#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include "machine/file_tree.h"
#include "repository/blob_index.h"
#include "repository/node.h"

namespace digue::backup {

/// A file that is to get its content.
struct PlannedFile {
  PlannedFile(machine::TargetTree::Path where, const repository::Node& node)
      : path(std::move(where)), size(node.size), content(*node.content), missing(node.content->size()) {}

  machine::TargetTree::Path path;
  std::uint64_t size;  ///< bytes
  std::vector<repository::BlobId> content;
  std::atomic<std::size_t> missing;  ///< blobs that are not written yet
  std::atomic<bool> is_broken = false;
};

/// Where a blob is to be written.
struct Destination {
  PlannedFile* file = nullptr;
  std::uint64_t offset = 0;
};

struct PlannedBlob {
  repository::PackedBlob blob;
  std::size_t pack_number = 0;
  std::vector<Destination> destinations;
};

/// Some blobs of one pack that lie close together: read at once.
struct PlannedRead {
  repository::PackId pack;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::vector<PlannedBlob> blobs;

  std::uint64_t end() const { return offset + length; }
};

/// Which blobs go where: each is read once, however many files hold it, and pack by pack. Belongs to one thread while
/// it is made.
class RestorePlan {
 public:
  using FindBlob = std::function<std::vector<repository::BlobLocation>(const repository::BlobId&)>;

  /// Adds a file. `damaged` if a blob is in no index, or if the blobs together are not as long as the file: then it is
  /// not added.
  Result<PlannedFile*> add(machine::TargetTree::Path path, const repository::Node& node, const FindBlob& find);

  /// What is to be read, in the order in which the packs were first needed. Empties the plan of its blobs.
  std::vector<PlannedRead> take_reads();

  std::deque<PlannedFile>& files() { return files_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  Result<std::size_t> number_of(const repository::BlobId& id, const FindBlob& find);

  std::deque<PlannedFile> files_;  ///< its files never move: blobs point to them
  std::unordered_map<repository::BlobId, std::size_t, IdHash<struct repository::Blob>> numbers_;
  std::vector<PlannedBlob> blobs_;
  std::vector<repository::PackId> packs_;
  std::unordered_map<repository::PackId, std::size_t, IdHash<struct repository::Pack>> pack_numbers_;
  std::uint64_t bytes_ = 0;
};

}  // namespace digue::backup
