#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "machine/file_tree.h"
#include "repository/blob_index.h"
#include "repository/node.h"

namespace digue::backup {

/// The metadata of most files, in little room.
struct PlainMetadata {
  std::uint32_t permissions = 0;
  std::uint32_t user_id = 0;
  std::uint32_t group_id = 0;
  machine::FileTime modified_at;
  machine::FileTime accessed_at;

  machine::EntryMetadata of_file() const;
};

/// Shared by the files in it: there may be millions.
using FolderPath = std::shared_ptr<const machine::TargetTree::Path>;

/// A file that is to get its content.
struct PlannedFile {
  PlannedFile(FolderPath where, const repository::Node& node)
      : folder(std::move(where)),
        name(node.name),
        size(node.size),
        content(*node.content),
        missing(node.content->size()) {}

  machine::TargetTree::Path path() const;
  bool is_at(const machine::TargetTree::Path& path) const;

  FolderPath folder;
  std::string name;
  std::uint64_t size;  ///< bytes
  /// Of a file that is whole with its first write, and so can be finished while it is open.
  std::optional<PlainMetadata> metadata;
  std::atomic<bool> is_finished = false;  ///< has its metadata
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
  Result<PlannedFile*> add(FolderPath folder, const repository::Node& node, const FindBlob& find);

  /// What is to be read, in the order in which the packs were first needed. Empties the plan of its blobs.
  std::vector<PlannedRead> take_reads();

  /// In the order in which they were added.
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
