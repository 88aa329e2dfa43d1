#include "backup/tree_walk.h"

#include <vector>

#include "repository/tree.h"

namespace digue::backup {

namespace {

struct PendingTree {
  std::string path;
  repository::BlobId id;
};

bool is_of_the_place(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::cancelled;
}

}  // namespace

Result<void> walk_trees(repository::Repository& repository, const repository::BlobId& root, UsedBlobs& used,
                        repository::BlobTools& tools, const TreeVisitor& visitor) {
  std::vector<PendingTree> pending{{"", root}};
  while (!pending.empty()) {
    const PendingTree tree = std::move(pending.back());
    pending.pop_back();
    if (used.mark(repository::BlobType::tree, tree.id) == UsedBlobs::Marked::before) continue;
    const auto plain = repository.load_blob(repository::BlobType::tree, tree.id, tools);
    if (!plain) {
      if (is_of_the_place(plain.error())) return std::unexpected(plain.error());
      TRY(visitor.failed(tree.path, tree.id, plain.error()));
      continue;
    }
    std::optional<Error> refusal;
    const auto read = repository::read_tree(*plain, [&](repository::Node&& node) -> Result<void> {
      if (auto visited = visitor.node(tree.path, node); !visited) {
        refusal = visited.error();
        return visited;
      }
      if (node.subtree) pending.push_back({tree.path + "/" + node.name, *node.subtree});
      return {};
    });
    if (refusal) return std::unexpected(*std::move(refusal));
    if (!read) TRY(visitor.failed(tree.path, tree.id, read.error()));
  }
  return {};
}

}  // namespace digue::backup
