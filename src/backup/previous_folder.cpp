#include "backup/previous_folder.h"

#include <algorithm>

namespace digue::backup {

PreviousFolder PreviousFolder::load(repository::Repository& repository, const repository::BlobId& tree,
                                    repository::BlobTools& tools) {
  PreviousFolder folder;
  const auto plain = repository.load_blob(repository::BlobType::tree, tree, tools);
  if (!plain) return folder;
  static_cast<void>(repository::read_tree(*plain, [&](repository::Node&& node) {
    folder.nodes_.push_back(std::move(node));
    return Result<void>();
  }));
  // Other programs have written trees in another order.
  if (!std::ranges::is_sorted(folder.nodes_, {}, &repository::Node::name)) {
    std::ranges::stable_sort(folder.nodes_, {}, &repository::Node::name);
  }
  return folder;
}

const repository::Node* PreviousFolder::find(const std::string& name) {
  while (next_ < nodes_.size() && nodes_[next_].name < name) ++next_;
  if (next_ > 0 && nodes_[next_ - 1].name >= name) {
    const auto found = std::ranges::lower_bound(nodes_, name, {}, &repository::Node::name);
    next_ = static_cast<std::size_t>(found - nodes_.begin());
  }
  return next_ < nodes_.size() && nodes_[next_].name == name ? &nodes_[next_] : nullptr;
}

}  // namespace digue::backup
