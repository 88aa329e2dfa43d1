#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "backup/restore.h"
#include "backup/restore_plan.h"

namespace digue::backup {

/// As it is told to people.
std::string text_of_path(const machine::TargetTree::Path& path);

/// One restore. First pass: folders, links and devices are made, and the plan says which blob goes where. Then the
/// content, pack by pack, by all workers. Last pass: hard links and metadata, each folder after what is in it.
class RestoreRun {
 public:
  RestoreRun(repository::Repository& repository, machine::TargetTree& target, const RestoreOptions& options,
             RestoreObserver& observer, Workers& workers);

  Result<RestoreOutcome> run();

 private:
  using Path = machine::TargetTree::Path;

  struct Tools {
    repository::BlobTools blobs;
    Bytes sealed;
    Bytes content;
  };

  Result<repository::BlobId> find_start();
  void plan_folder(const repository::BlobId& tree, const Path& path);
  Result<void> plan_entry(const repository::Node& node, const FolderPath& folder, const Path& path);
  Result<void> plan_file(const repository::Node& node, const FolderPath& folder, const Path& path);
  Result<bool> make_way(const repository::Node& node, const Path& path);

  void rehearse_content();
  void read_content();
  void restore_read(const PlannedRead& read, Workers::Seat seat);
  Result<ByteView> load(const PlannedRead& read, Tools& tools);
  void restore_group(std::span<const PlannedBlob> blobs, std::uint64_t start, const Result<ByteView>& sealed,
                     Tools& tools);
  void restore_from_elsewhere(const PlannedBlob& planned, Tools& tools);
  void restore_blob(const PlannedBlob& planned, ByteView plain);
  Result<void> write(PlannedFile& file, std::uint64_t offset, ByteView plain);
  void file_failed(PlannedFile& file, const Error& error);
  void file_done(const PlannedFile& file);

  void finish_folder(const repository::BlobId& tree, const Path& path);
  void finish_entry(const repository::Node& node, const Path& path);
  bool is_finished(const Path& path);
  void report_refused(const Path& path, const Result<std::vector<machine::RefusedPart>>& refused);
  void delete_others(const std::vector<repository::Node>& nodes, const Path& path);
  void verify_files();
  Result<void> verify(const PlannedFile& file, Tools& tools);

  Result<ByteView> load_tree(const repository::BlobId& tree);
  /// The entries of a folder that may be restored, each name once.
  struct Entries {
    std::vector<repository::Node> nodes;
    bool are_all = false;  ///< false if the tree could not be read to its end
  };
  /// What is wrong with the tree is reported.
  Entries entries_of(const repository::BlobId& tree, const Path& path);
  bool is_wanted(const repository::Node& node, const Path& path) const;
  bool is_permitted(const repository::Node& node, const Path& path);
  void report(const Path& path, const Error& error);
  void stop(const Error& error);
  bool is_stopped();
  repository::BlobTools& owner_tools() { return tools_.back().blobs; }

  repository::Repository& repository_;
  machine::TargetTree& target_;
  const RestoreOptions& options_;
  RestoreObserver& observer_;
  Workers& workers_;
  std::vector<Tools> tools_;
  bool is_target_empty_ = false;
  RepeatedTrees repeated_;
  RestorePlan plan_;
  std::size_t next_to_finish_ = 0;                                       ///< of the planned files
  std::map<std::pair<std::uint64_t, std::uint64_t>, Path> first_names_;  ///< of files with several names
  std::map<Path, Path> hard_links_;                                      ///< to be made, and to what
  std::set<Path> kept_;  ///< what stood there and stays, and what could not be made
  std::atomic<bool> is_second_look_ = false;
  std::atomic<bool> is_stopped_ = false;
  std::mutex mutex_;  ///< of what follows, and of the observer
  std::optional<Error> error_;
  RestoreOutcome outcome_;
};

}  // namespace digue::backup
