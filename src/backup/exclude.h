#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backup/patterns.h"
#include "machine/file_tree.h"

namespace digue::backup {

/// `--exclude-if-present NAME[:HEADER]`: a folder with a file of that name, whose content begins with that header, is
/// saved with this file alone.
struct Tag {
  std::string name;
  std::string header;  ///< empty: the file's presence is enough

  /// `invalid_input` without a name.
  static Result<Tag> parse(const std::string& text);
  /// `--exclude-caches` (the Cache Directory Tagging Specification).
  static Tag of_caches();

  bool operator==(const Tag&) const = default;
};

/// One folder, whatever paths lead to it.
struct FolderIdentity {
  std::uint64_t device_id = 0;
  std::uint64_t inode = 0;

  static FolderIdentity of(const machine::EntryMetadata& metadata) { return {metadata.device_id, metadata.inode}; }
  bool operator==(const FolderIdentity&) const = default;
};

struct ExcludeOptions {
  std::vector<std::string> patterns;           ///< --exclude, and the lines of --exclude-file
  std::vector<std::string> caseless_patterns;  ///< --iexclude, --iexclude-file
  std::vector<Tag> tags;
  std::optional<std::uint64_t> larger_than;  ///< bytes: only what is larger is left out
  bool one_file_system = false;
  std::optional<FolderIdentity> folder;  ///< our own, where the repository grows while it is written
};

/// What a backup leaves out, as restic does: what a person has written for restic means the same here. Immutable; any
/// thread may use it.
///
/// The archiver asks, for each entry of a folder in this order: leaves_out_name() before anything is read of it, then
/// leaves_out() with its metadata; for each folder that it opens, tags_in() once, then hides() for its entries. A path
/// that a person named is asked nothing, only what lies below it.
class Excludes {
 public:
  static Result<Excludes> make(const ExcludeOptions& options);

  /// A folder on the walk, as the patterns see it.
  struct Place {
    PatternList::Place exact;
    PatternList::Place caseless;
  };
  Place root() const;
  Place below(const Place& folder, std::string_view name) const;
  /// Of an absolute path.
  Place at(std::string_view path) const;

  bool leaves_out_name(const Place& folder, std::string_view name) const;

  /// Because it is that folder, by its size, or because it lies on another file system than the path that the person
  /// named (`allowed_device`) and `parent_device` says that its folder does too: the folder on which another system is
  /// mounted is itself saved, empty.
  bool leaves_out(const machine::EntryMetadata& entry, std::uint64_t allowed_device, std::uint64_t parent_device) const;

  /// The tags that hold in a folder with these names (sorted). A tag with another header is a file like any other. One
  /// whose header cannot be read does not hold, and is added to `doubts`: more is saved than asked, never less, and it
  /// is said.
  std::vector<std::string> tags_in(machine::SourceFolder& folder, const std::vector<std::string>& names,
                                   std::vector<Error>& doubts) const;
  /// Whether the tags of its folder hide an entry: all but the tag itself.
  static bool hides(const std::vector<std::string>& tags, std::string_view name);

 private:
  PatternList exact_;
  PatternList caseless_;
  std::vector<Tag> tags_;
  std::optional<std::uint64_t> larger_than_;
  bool one_file_system_ = false;
  std::optional<FolderIdentity> folder_;
};

/// The number of `--exclude-larger-than`: bytes, or with k, M, G or T (1024 each, any case). `invalid_input` otherwise.
Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace digue::backup
