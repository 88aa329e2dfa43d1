#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "machine/file_tree.h"

namespace digue::backup {

/// In what two entries of the same name differ.
enum class Difference {
  missing,      ///< only the original has it
  added,        ///< only the copy has it
  type,         ///< a file here, a link there
  content,      ///< other bytes
  permissions,  ///< the twelve bits
  owner,        ///< user or group
  modified_at,
  link_target,
  attributes,  ///< extended ones, ACLs among them
  hard_links,  ///< names that are one file on one side are not on the other
  device,      ///< which device a device file stands for
  unreadable,  ///< one of the two cannot be read whole, so nobody knows
};

/// As it is written in JSON, in the journal and in the keys of content/texts.
std::string_view name_of(Difference kind);

struct FoundDifference {
  Difference kind = Difference::missing;
  std::string path;  ///< below the compared folders; it may name a person: never journaled
};

/// How many differences of each kind keep their path.
inline constexpr std::size_t max_named_differences = 20;

struct Comparison {
  std::uint64_t files = 0;  ///< regular files on both sides
  std::uint64_t folders = 0;
  std::uint64_t others = 0;  ///< links, devices, FIFOs
  std::uint64_t bytes = 0;   ///< of content, as far as it is the same
  std::map<Difference, std::uint64_t> differences;
  /// How many different entries of the original were changed after `began`: the copy may be right and old.
  std::uint64_t changed_meanwhile = 0;
  std::vector<FoundDifference> first;

  bool is_same() const { return differences.empty(); }
};

struct CompareOptions {
  /// Entries of the original that nobody expects in the copy. Sockets never are.
  std::function<bool(const machine::EntryMetadata& original)> skips;
  /// When the copy was begun.
  machine::FileTime began;
  /// Asked now and then with the bytes compared since the last time; an error ends the comparison.
  std::function<Result<void>(std::uint64_t bytes)> goes_on;
};

/// Compares an entry of one folder with one of another and, where they are folders, all that is below: names, types,
/// every byte, and all metadata that a restore promises. Times of access and of change, and inodes, are the file
/// system's own and not compared. Links are not followed.
///
/// What cannot be read is a difference. An error only when `goes_on` ends it.
Result<Comparison> compare_trees(machine::SourceFolder& original, const std::string& name, machine::SourceFolder& copy,
                                 const std::string& copy_name, const CompareOptions& options);

}  // namespace digue::backup
