#pragma once

#include <functional>
#include <string>
#include <vector>

#include "repository/node.h"

namespace digue::repository {

/// What a tree may ask of us before it is refused.
inline constexpr std::size_t max_tree_nodes = 4'000'000;
inline constexpr std::size_t max_name_bytes = 4096;
inline constexpr std::size_t max_node_blobs = 16'000'000;  ///< of one file: about 8 TB
inline constexpr std::size_t max_node_attributes = 10'000;

/// Appends a node as restic writes it, byte for byte: the tree's id is a hash of it.
void append_node(std::string& out, const Node& node);

/// The plaintext of a tree, node by node. `{"nodes":[…]}` and a line end.
class TreeWriter {
 public:
  /// `invalid_input`, and nothing added, unless the name is greater by its bytes than the one before, and the type
  /// known.
  Result<void> add(const Node& node);
  /// The whole tree; nothing may be added afterwards.
  std::string finish();

  std::size_t count() const { return count_; }
  /// Bytes so far.
  std::size_t size() const { return out_.size(); }

 private:
  std::string out_ = R"({"nodes":[)";
  std::string last_name_;
  std::size_t count_ = 0;
};

/// What a reader found besides the nodes.
struct TreeSummary {
  std::size_t nodes = 0;
  bool is_ascending =
      true;  ///< whether the names are in strict order, each once; restic reads trees where they are not
};

/// Calls `visit` for each node in the tree's own order. Unknown members are passed over. `damaged` at the first thing
/// that restic would not read either, or that is over a limit: the nodes before it have been visited. An error of
/// `visit` ends it and is returned.
Result<TreeSummary> read_tree(ByteView plain, const std::function<Result<void>(Node&&)>& visit);
/// All of them, or the error. A forged tree of a few megabytes can ask for a gigabyte of nodes: where trees come from
/// strangers, visit them.
Result<std::vector<Node>> read_tree(ByteView plain);

}  // namespace digue::repository
