#pragma once

#include "backup/file_saver.h"
#include "backup/previous_folder.h"
#include "backup/targets.h"

namespace digue::backup {

/// Goes through the targets, entry by entry, compares each with the parent snapshot, and hands what is new to the file
/// saver. Belongs to the owner of the workers.
class Walker {
 public:
  Walker(ArchiveRun& run, machine::FileTree& files, FileSaver& saver) : run_(run), files_(files), saver_(saver) {}

  /// The root holds the targets; afterwards everything is found, though not everything saved.
  void walk(const Target& root, const std::optional<repository::BlobId>& previous_tree);

 private:
  /// A folder on the walk, as what is left out depends on it.
  struct Place {
    std::shared_ptr<machine::SourceFolder> folder;
    std::optional<Excludes::Place> excludes;
    std::uint64_t device = 0;          ///< the file system on which it lies
    std::uint64_t allowed_device = 0;  ///< that of the target
    std::size_t depth = 0;             ///< folders above it that are open
  };

  /// An entry to be saved: where it is, what it will be called, and what it was.
  struct Entry {
    const Place& place;
    const std::string& name;
    const std::string& node_name;
    std::string path;
    bool is_explicit = false;
  };

  void walk_targets(const Target& target, const std::shared_ptr<FolderAssembly>& assembly);
  void walk_target(const std::string& node_name, const Target& target, const Slot& slot,
                   const repository::Node* previous);
  void walk_passage(const std::string& node_name, const Target& target, const Slot& slot,
                    const repository::Node* previous);
  void walk_folder(const Place& place, const std::shared_ptr<FolderAssembly>& assembly,
                   const std::vector<std::string>& names);
  void walk_entry(const Entry& entry, const Slot& slot, const repository::Node* previous);
  void save_folder(const Entry& entry, machine::EntryMetadata status, const Slot& slot,
                   const repository::Node* previous);
  void save_file(const Entry& entry, machine::EntryMetadata status, const Slot& slot, const repository::Node* previous);
  void save_special(const Entry& entry, machine::EntryMetadata status, const Slot& slot,
                    const repository::Node* previous);
  Result<machine::EntryMetadata> metadata(const Entry& entry, machine::EntryMetadata status,
                                          const repository::Node* previous);
  bool is_left_out(const Entry& entry);
  bool is_left_out(const Entry& entry, const machine::EntryMetadata& metadata);
  std::vector<std::string> tags_in(const Place& place, const std::string& path, const std::vector<std::string>& names);
  bool is_unchanged(const machine::EntryMetadata& status, const repository::Node& previous) const;
  bool has_all_blobs(const repository::Node& file) const;
  PreviousFolder previous_folder(const repository::Node* folder);

  ArchiveRun& run_;
  machine::FileTree& files_;
  FileSaver& saver_;
};

}  // namespace digue::backup
