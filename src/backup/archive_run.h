#pragma once

#include <atomic>
#include <mutex>

#include "backup/archive.h"
#include "backup/folder_assembly.h"
#include "backup/node_maker.h"
#include "repository/chunker.h"

namespace digue::backup {

/// What one seat of the workers has for itself.
struct ArchiveTools {
  repository::BlobTools blobs;
  NodeMaker nodes;
  Bytes content;
};

/// What all parts of one archive share: where blobs go, who is told, what was counted, and whether it goes on. Any
/// thread may call it.
class ArchiveRun {
 public:
  ArchiveRun(repository::Repository& repository, repository::BlobWriter& writer, const repository::Chunker& chunker,
             const machine::Clock& clock, const ArchiveOptions& options, ArchiveObserver& observer, Workers& workers);

  const ArchiveOptions& options() const { return options_; }
  repository::Repository& repository() { return repository_; }
  repository::BlobWriter& writer() { return writer_; }
  const repository::Chunker& chunker() const { return chunker_; }
  Workers& workers() { return workers_; }
  ArchiveTools& tools(Workers::Seat seat) { return tools_[seat]; }
  Workers::Seat owner_seat() const { return tools_.size() - 1; }

  /// The archive ends; the first error is the one that counts.
  void stop(const Error& error);
  /// Whether it has ended, or the observer wants it to.
  bool is_stopped();
  Result<void> outcome() const;

  /// An entry could not be read: it is left out, and the archive goes on.
  void leave_out(const std::string& path, const Error& error, const Slot& slot, Workers::Seat seat);
  /// It is left out, and nothing is wrong with that.
  void leave_out(const Slot& slot, Workers::Seat seat);
  void report(const std::string& path, const Error& error);
  void report_excluded(const std::string& path);

  /// A node is ready. `previous` is what it was in the parent, or null.
  void bring(const Slot& slot, repository::Node node, const std::string& path, const repository::Node* previous,
             const Added& added, Workers::Seat seat);
  /// The walker has seen all entries of the folder.
  void folder_is_walked(const std::shared_ptr<FolderAssembly>& folder, Workers::Seat seat);

  void count_bytes(std::uint64_t bytes);

  std::uint64_t errors() const { return errors_; }
  repository::SnapshotSummary summary() const { return summary_; }
  /// The root's tree, once everything is done.
  const std::optional<repository::BlobId>& root() const { return root_; }

 private:
  void settle(const std::shared_ptr<FolderAssembly>& folder, Workers::Seat seat);
  Result<void> save_tree(FolderAssembly& folder, Workers::Seat seat);
  void item_done(const SavedItem& item);

  repository::Repository& repository_;
  repository::BlobWriter& writer_;
  const ArchiveOptions& options_;
  ArchiveObserver& observer_;
  Workers& workers_;
  const repository::Chunker& chunker_;
  std::vector<ArchiveTools> tools_;
  std::atomic<bool> is_stopped_ = false;
  mutable std::mutex mutex_;  ///< of what follows, and of the observer
  std::optional<Error> error_;
  std::uint64_t errors_ = 0;
  repository::SnapshotSummary summary_;
  std::optional<repository::BlobId> root_;
};

}  // namespace digue::backup
