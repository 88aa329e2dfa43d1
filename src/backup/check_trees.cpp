#include "backup/check_run.h"

namespace digue::backup {

namespace {

using repository::Node;
using repository::NodeType;

void check_content(CheckRun& run, const std::string& path, const Node& node) {
  if (!node.content) return run.report(Fault::file_without_content, path, "a file without a list of blobs");
  std::uint64_t bytes = 0;
  std::size_t missing = 0;
  for (const repository::BlobId& id : *node.content) {
    // The index does not change any more: no lock is needed.
    const auto location = run.repository.index().find(repository::BlobType::data, id);
    if (location) {
      bytes += location->blob.plain_length();
    } else {
      ++missing;
    }
  }
  if (missing > 0) {
    run.report(Fault::blob_missing, path, std::to_string(missing) + " of its blobs are nowhere");
  } else if (bytes != node.size) {
    run.report(Fault::file_length, path,
               "its size is " + std::to_string(node.size) + ", its blobs have " + std::to_string(bytes));
  }
}

void check_node(CheckRun& run, const std::string& folder, const Node& node) {
  const std::string path = folder + "/" + node.name;
  if (!repository::is_plain_name(node.name)) run.report(Fault::node_name, path, "a name that leads elsewhere");
  switch (node.type) {
    case NodeType::file: ++run.outcome.files; return check_content(run, path, node);
    case NodeType::dir:
      if (!node.subtree) run.report(Fault::tree_unreadable, path, "a folder without a tree");
      return;
    case NodeType::irregular:
    case NodeType::unknown: return run.report(Fault::node_type, path, "an entry of no known type");
    default: return;
  }
}

}  // namespace

Result<void> check_trees(CheckRun& run, const repository::SnapshotList& snapshots, repository::BlobTools& tools) {
  UsedBlobs seen(run.repository.index());
  const TreeVisitor visitor{
      .node =
          [&](const std::string& folder, const Node& node) {
            check_node(run, folder, node);
            return Result<void>();
          },
      .failed =
          [&](const std::string& folder, const repository::BlobId& tree, const Error& error) {
            run.report(Fault::tree_unreadable, folder.empty() ? "/" : folder,
                       "tree " + tree.short_hex() + ": " + error.detail);
            return run.may_go_on();
          },
  };
  for (const repository::LoadedSnapshot& loaded : snapshots.snapshots) {
    TRY(run.may_go_on());
    ++run.outcome.snapshots;
    TRY(walk_trees(run.repository, loaded.snapshot.tree, seen, tools, visitor));
  }
  return {};
}

}  // namespace digue::backup
