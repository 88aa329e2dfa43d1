#include "backup/tree_walk.h"

#include <memory>
#include <vector>

#include "backup/tree_limits.h"
#include "repository/tree.h"

namespace digue::backup {

namespace {

/// A folder by its name and the folder that holds it: whole paths of all that wait would need memory without limit.
struct Folder {
  std::shared_ptr<const Folder> parent;  ///< none for the root
  std::string name;
  std::size_t depth = 0;
};

std::string path_of(const Folder& folder) {
  std::vector<const Folder*> way;
  for (const Folder* at = &folder; at->parent; at = at->parent.get()) way.push_back(at);
  std::string path;
  for (auto at = way.rbegin(); at != way.rend(); ++at) path += "/" + (*at)->name;
  return path;
}

struct PendingTree {
  std::shared_ptr<const Folder> folder;
  repository::BlobId id;
};

bool is_of_the_place(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::cancelled;
}

/// `enters` is asked before each tree.
Result<void> walk(repository::Repository& repository, const repository::BlobId& root, repository::BlobTools& tools,
                  const TreeVisitor& visitor, const std::function<bool(const repository::BlobId& tree)>& enters) {
  std::vector<PendingTree> pending{{std::make_shared<Folder>(), root}};
  while (!pending.empty()) {
    const PendingTree tree = std::move(pending.back());
    pending.pop_back();
    if (!enters(tree.id)) continue;
    const std::string path = path_of(*tree.folder);
    if (tree.folder->depth > max_folder_depth) {
      TRY(visitor.failed(path, tree.id, {ErrorCode::unsupported, "the folders are too deep"}));
      continue;
    }
    const auto plain = repository.load_blob(repository::BlobType::tree, tree.id, tools);
    if (!plain) {
      if (is_of_the_place(plain.error())) return std::unexpected(plain.error());
      TRY(visitor.failed(path, tree.id, plain.error()));
      continue;
    }
    std::optional<Error> refusal;
    const auto read = repository::read_tree(*plain, [&](repository::Node&& node) -> Result<void> {
      if (auto visited = visitor.node(path, node); !visited) {
        refusal = visited.error();
        return visited;
      }
      if (!node.subtree) return {};
      Folder below{tree.folder, std::move(node.name), tree.folder->depth + 1};
      pending.push_back({std::make_shared<Folder>(std::move(below)), *node.subtree});
      return {};
    });
    if (refusal) return std::unexpected(*std::move(refusal));
    if (!read) TRY(visitor.failed(path, tree.id, read.error()));
  }
  return {};
}

}  // namespace

Result<void> walk_trees(repository::Repository& repository, const repository::BlobId& root, UsedBlobs& used,
                        repository::BlobTools& tools, const TreeVisitor& visitor) {
  return walk(repository, root, tools, visitor, [&](const repository::BlobId& tree) {
    return used.mark(repository::BlobType::tree, tree) != UsedBlobs::Marked::before;
  });
}

Result<void> walk_paths(repository::Repository& repository, const repository::BlobId& root,
                        repository::BlobTools& tools, const TreeVisitor& visitor) {
  UsedBlobs seen(repository.index());
  bool is_repeated = false;  // the tree that is read now
  std::uint64_t repeated = 0;
  TreeVisitor bounded = visitor;
  bounded.node = [&](const std::string& path, const repository::Node& node) -> Result<void> {
    if (is_repeated && ++repeated > max_repeated_entries) {
      return failure(ErrorCode::damaged, "the same folders come again and again");
    }
    return visitor.node(path, node);
  };
  return walk(repository, root, tools, bounded, [&](const repository::BlobId& tree) {
    is_repeated = seen.mark(repository::BlobType::tree, tree) == UsedBlobs::Marked::before;
    return true;
  });
}

}  // namespace digue::backup
