#include "backup/compare_snapshot.h"

#include <algorithm>
#include <array>
#include <set>

#include "backup/node_maker.h"
#include "backup/tree_limits.h"
#include "crypto/hash.h"
#include "repository/tree.h"

namespace digue::backup {

using machine::EntryMetadata;
using machine::EntryType;
using machine::SourceFolder;
using repository::BlobId;
using repository::BlobType;
using repository::Node;
using repository::NodeType;

namespace {

bool is_device(EntryType type) { return type == EntryType::block_device || type == EntryType::char_device; }

class Comparer {
 public:
  Comparer(repository::Repository& repository, const SnapshotComparison& options)
      : repository_(repository),
        options_(options),
        tools_(repository.make_tools()),
        repeated_(repository.index(), max_repeated_entries) {}

  Result<void> compare_folder(const BlobId& tree, SourceFolder& copy, const std::string& path, std::size_t depth) {
    if (depth > max_folder_depth) return note(Difference::unreadable, path);
    const auto nodes = TRY(nodes_of(tree, path));
    const auto names = copy.names();
    if (!nodes || !names || !repeated_.may_go_through(tree, nodes->size())) return note(Difference::unreadable, path);
    std::set<std::string_view> expected;
    for (const Node& node : *nodes) {
      if (options_.goes_on) TRY(options_.goes_on(0));
      // A second entry of the same name is in no restore.
      if (!expected.insert(node.name).second) {
        TRY(note(Difference::missing, path + "/" + node.name));
        continue;
      }
      TRY(compare_entry(node, copy, path + "/" + node.name, depth));
    }
    for (const std::string& name : *names) {
      if (!expected.contains(name)) TRY(note(Difference::added, path + "/" + name));
    }
    return {};
  }

  Comparison take() { return std::move(result_); }

 private:
  /// nullopt if the tree cannot be read to its end.
  Result<std::optional<std::vector<Node>>> nodes_of(const BlobId& tree, const std::string& path) {
    const auto plain = repository_.load_blob(BlobType::tree, tree, tools_);
    if (!plain && plain.error().code == ErrorCode::unavailable) return std::unexpected(plain.error());
    if (!plain) return std::nullopt;
    std::vector<Node> nodes;
    bool is_whole = true;
    const auto read = repository::read_tree(*plain, [&](Node&& node) -> Result<void> {
      if (!repository::is_plain_name(node.name)) {
        is_whole = false;
      } else if (node.type != NodeType::socket && is_wanted(node, path)) {
        nodes.push_back(std::move(node));
      }
      return {};
    });
    if (!read || !is_whole) return std::nullopt;
    return nodes;
  }

  bool is_wanted(const Node& node, const std::string& path) const {
    return !options_.selects || options_.selects(path + "/" + node.name, node.type == NodeType::dir);
  }

  Result<void> compare_entry(const Node& node, SourceFolder& copy, const std::string& path, std::size_t depth) {
    const auto found = copy.entry(node.name);
    if (!found) {
      const bool is_missing = found.error().code == ErrorCode::not_found;
      return note(is_missing ? Difference::missing : Difference::unreadable, path);
    }
    const EntryMetadata wanted = metadata_of(node);
    if (wanted.type != found->type) return note(Difference::type, path);
    TRY(compare_metadata(node, wanted, *found, path));
    if (node.type == NodeType::file) return compare_file(node, copy, path);
    if (node.type != NodeType::dir) {
      ++result_.others;
      return {};
    }
    ++result_.folders;
    const auto folder = copy.open_folder(node.name);
    if (!folder || !node.subtree) return note(Difference::unreadable, path);
    return compare_folder(*node.subtree, **folder, path, depth + 1);
  }

  Result<void> compare_metadata(const Node& node, const EntryMetadata& wanted, const EntryMetadata& found,
                                const std::string& path) {
    const std::array differences = {
        std::pair{Difference::permissions, wanted.permissions != found.permissions},
        std::pair{Difference::owner, wanted.user_id != found.user_id || wanted.group_id != found.group_id},
        std::pair{Difference::modified_at, wanted.modified_at != found.modified_at},
        std::pair{Difference::link_target, wanted.link_target != found.link_target},
        std::pair{Difference::attributes, !std::ranges::is_permutation(wanted.attributes, found.attributes)},
        std::pair{Difference::unreadable, !found.unread_attributes.empty()},
        std::pair{Difference::device, is_device(wanted.type) && wanted.device != found.device},
        std::pair{Difference::hard_links, node.type != NodeType::dir && !are_linked_alike(wanted, found)}};
    for (const auto& [kind, is_different] : differences) {
      if (is_different) TRY(note(kind, path));
    }
    return {};
  }

  /// Whether the groups of names that are one file are the same groups on both sides.
  bool are_linked_alike(const EntryMetadata& wanted, const EntryMetadata& found) {
    if (wanted.links < 2 && found.links < 2) return true;
    const FileIdentity original{wanted.device_id, wanted.inode};
    const FileIdentity copied{found.device_id, found.inode};
    return to_copy_.try_emplace(original, copied).first->second == copied &&
           to_original_.try_emplace(copied, original).first->second == original;
  }

  Result<void> compare_file(const Node& node, SourceFolder& copy, const std::string& path) {
    ++result_.files;
    const auto file = copy.open_file(node.name);
    if (!file || !node.content) return note(Difference::unreadable, path);
    std::uint64_t offset = 0;
    for (const BlobId& id : *node.content) {
      const auto places = repository_.find_blob(BlobType::data, id);
      if (places.empty()) return note(Difference::content, path);
      buffer_.resize(places.front().blob.plain_length());
      const auto count = (*file)->read(offset, buffer_);
      if (!count) return note(Difference::unreadable, path);
      if (*count != buffer_.size() || BlobId(crypto::sha256(buffer_)) != id) return note(Difference::content, path);
      offset += *count;
      result_.bytes += *count;
      if (options_.goes_on) TRY(options_.goes_on(*count));
    }
    const auto length = (*file)->metadata();
    if (!length || length->size != offset || node.size != offset) return note(Difference::content, path);
    if (options_.same_file) options_.same_file(path, **file);
    return {};
  }

  /// Always well: a difference ends the look at its entry, and nothing else.
  Result<void> note(Difference kind, const std::string& path) {
    if (++result_.differences[kind] <= max_named_differences) result_.first.push_back({kind, path});
    return {};
  }

  using FileIdentity = std::pair<std::uint64_t, std::uint64_t>;

  repository::Repository& repository_;
  const SnapshotComparison& options_;
  repository::BlobTools tools_;
  RepeatedTrees repeated_;
  std::map<FileIdentity, FileIdentity> to_copy_;
  std::map<FileIdentity, FileIdentity> to_original_;
  Bytes buffer_;
  Comparison result_;
};

}  // namespace

Result<Comparison> compare_with_snapshot(repository::Repository& repository, const SnapshotComparison& options,
                                         machine::SourceFolder& copy) {
  Comparer comparer(repository, options);
  TRY(comparer.compare_folder(options.tree, copy, "", 0));
  return comparer.take();
}

}  // namespace digue::backup
