#include "backup/compare_trees.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "backup/same_content.h"
#include "backup/tree_limits.h"

namespace digue::backup {

using machine::EntryMetadata;
using machine::EntryType;
using machine::SourceFolder;

namespace {

/// One file, whatever its names.
using FileIdentity = std::pair<std::uint64_t, std::uint64_t>;

FileIdentity identity_of(const EntryMetadata& metadata) { return {metadata.device_id, metadata.inode}; }

bool is_device(EntryType type) { return type == EntryType::block_device || type == EntryType::char_device; }

/// Whether the groups of names that are one file are the same groups on both sides.
class HardLinks {
 public:
  bool are_alike(const EntryMetadata& original, const EntryMetadata& copy) {
    if (original.links < 2 && copy.links < 2) return true;
    const auto there = to_copy_.try_emplace(identity_of(original), identity_of(copy)).first->second;
    const auto back = to_original_.try_emplace(identity_of(copy), identity_of(original)).first->second;
    return there == identity_of(copy) && back == identity_of(original);
  }

 private:
  std::map<FileIdentity, FileIdentity> to_copy_;
  std::map<FileIdentity, FileIdentity> to_original_;
};

class Comparer {
 public:
  explicit Comparer(const CompareOptions& options) : options_(options) {}

  Result<void> compare(SourceFolder& original, const std::string& name, SourceFolder& copy,
                       const std::string& copy_name, const std::string& path, std::size_t depth) {
    if (options_.goes_on) TRY(options_.goes_on(0));
    const auto wanted = original.entry(name);
    const auto found = copy.entry(copy_name);
    if (wanted && is_skipped(*wanted)) {
      if (found) note(Difference::added, path, nullptr);
      return {};
    }
    if (!wanted || !found) {
      const bool is_missing = wanted && found.error().code == ErrorCode::not_found;
      note(is_missing ? Difference::missing : Difference::unreadable, path, wanted ? &*wanted : nullptr);
      return {};
    }
    const Entry entry{*wanted, *found, path};
    if (wanted->type != found->type) {
      note(Difference::type, entry);
      return {};
    }
    compare_metadata(entry);
    if (wanted->type == EntryType::folder) return compare_folders(original, name, copy, copy_name, entry, depth);
    if (wanted->type == EntryType::file) return compare_files(original, name, copy, copy_name, entry);
    ++result_.others;
    return {};
  }

  Comparison take() {
    result_.changed_meanwhile = changed_.size();
    return std::move(result_);
  }

 private:
  struct Entry {
    const EntryMetadata& original;
    const EntryMetadata& copy;
    const std::string& path;
  };

  bool is_skipped(const EntryMetadata& original) const {
    return original.type == EntryType::socket || (options_.skips && options_.skips(original));
  }

  void compare_metadata(const Entry& entry) {
    const auto& [original, copy, path] = entry;
    const std::array found = {
        std::pair{Difference::permissions, original.permissions != copy.permissions},
        std::pair{Difference::owner, original.user_id != copy.user_id || original.group_id != copy.group_id},
        std::pair{Difference::modified_at, original.modified_at != copy.modified_at},
        std::pair{Difference::link_target, original.link_target != copy.link_target},
        std::pair{Difference::attributes, !are_same_attributes(original, copy)},
        std::pair{Difference::unreadable, !original.unread_attributes.empty() || !copy.unread_attributes.empty()},
        std::pair{Difference::device, is_device(original.type) && original.device != copy.device},
        std::pair{Difference::hard_links,
                  original.type != EntryType::folder && !hard_links_.are_alike(original, copy)}};
    for (const auto& [kind, is_different] : found) {
      if (is_different) note(kind, entry);
    }
  }

  /// The system lists them in any order.
  static bool are_same_attributes(const EntryMetadata& original, const EntryMetadata& copy) {
    return std::ranges::is_permutation(original.attributes, copy.attributes);
  }

  Result<void> compare_files(SourceFolder& original, const std::string& name, SourceFolder& copy,
                             const std::string& copy_name, const Entry& entry) {
    ++result_.files;
    const auto original_file = original.open_file(name);
    const auto copied_file = copy.open_file(copy_name);
    if (!original_file || !copied_file) {
      note(Difference::unreadable, entry);
      return {};
    }
    const auto progress = [&](std::uint64_t bytes) {
      result_.bytes += bytes;
      return options_.goes_on ? options_.goes_on(bytes) : Result<void>();
    };
    switch (TRY(same_content(**original_file, **copied_file, progress))) {
      case Sameness::same: return {};
      case Sameness::different: note(Difference::content, entry); return {};
      case Sameness::unreadable: note(Difference::unreadable, entry); return {};
    }
    return {};
  }

  Result<void> compare_folders(SourceFolder& original, const std::string& name, SourceFolder& copy,
                               const std::string& copy_name, const Entry& entry, std::size_t depth) {
    ++result_.folders;
    const auto original_folder = original.open_folder(name);
    const auto copied_folder = copy.open_folder(copy_name);
    const auto wanted = original_folder ? (*original_folder)->names() : std::unexpected(original_folder.error());
    const auto found = copied_folder ? (*copied_folder)->names() : std::unexpected(copied_folder.error());
    if (!wanted || !found || depth >= max_folder_depth) {
      note(Difference::unreadable, entry);
      return {};
    }
    for (const std::string& child : *wanted) {
      TRY(compare(**original_folder, child, **copied_folder, child, entry.path + "/" + child, depth + 1));
    }
    for (const std::string& child : *found) {
      if (!std::ranges::binary_search(*wanted, child)) note(Difference::added, entry.path + "/" + child, nullptr);
    }
    return {};
  }

  void note(Difference kind, const Entry& entry) { note(kind, entry.path, &entry.original); }

  void note(Difference kind, const std::string& path, const EntryMetadata* original) {
    if (++result_.differences[kind] <= max_named_differences) result_.first.push_back({kind, path});
    if (original != nullptr && original->changed_at > options_.began) changed_.insert(identity_of(*original));
  }

  const CompareOptions& options_;
  Comparison result_;
  HardLinks hard_links_;
  std::set<FileIdentity> changed_;
};

}  // namespace

std::string_view name_of(Difference kind) {
  switch (kind) {
    case Difference::missing: return "missing";
    case Difference::added: return "added";
    case Difference::type: return "type";
    case Difference::content: return "content";
    case Difference::permissions: return "permissions";
    case Difference::owner: return "owner";
    case Difference::modified_at: return "modified_at";
    case Difference::link_target: return "link_target";
    case Difference::attributes: return "attributes";
    case Difference::hard_links: return "hard_links";
    case Difference::device: return "device";
    case Difference::unreadable: return "unreadable";
  }
  return "unreadable";
}

Result<Comparison> compare_trees(SourceFolder& original, const std::string& name, SourceFolder& copy,
                                 const std::string& copy_name, const CompareOptions& options) {
  Comparer comparer(options);
  TRY(comparer.compare(original, name, copy, copy_name, name, 0));
  return comparer.take();
}

}  // namespace digue::backup
