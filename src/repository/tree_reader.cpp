#include "repository/base64.h"
#include "repository/json_fields.h"
#include "repository/quoted_name.h"
#include "repository/tree.h"

namespace digue::repository {

namespace {

using json::Cursor;

std::unexpected<Error> over(std::string_view limit) {
  return failure(ErrorCode::invalid_input, "more than " + std::string(limit));
}

Result<void> read_name(Cursor& cursor, std::string& name) {
  const std::string_view quoted = TRY(cursor.string());
  // An escape takes at most ten bytes for what is at least one byte of the name.
  if (quoted.size() > 10 * max_name_bytes) return over("a name can have");
  name = TRY(unquote(quoted));
  if (name.size() > max_name_bytes) return over("a name can have");
  return {};
}

Result<void> read_raw_target(Cursor& cursor, Node& node) {
  if (cursor.take_null()) return {};
  const Bytes target = TRY(from_base64(TRY(cursor.string())));
  node.link_target = text_of(target);
  return {};
}

Result<void> read_attributes(Cursor& cursor, std::vector<ExtendedAttribute>& attributes) {
  if (cursor.take_null()) return {};
  attributes.clear();
  return cursor.array([&]() -> Result<void> {
    if (attributes.size() == max_node_attributes) return over("the attributes of a node");
    ExtendedAttribute& attribute = attributes.emplace_back();
    return cursor.object([&](std::string_view name) -> Result<void> {
      if (name == "name") return read_field(cursor, attribute.name);
      if (name == "value") return read_field(cursor, attribute.value);
      return cursor.skip();
    });
  });
}

/// Checked to be an object, and kept as it is: other systems' attributes mean nothing to us, and everything to them.
Result<void> read_generic_attributes(Cursor& cursor, std::string& attributes) {
  if (cursor.take_null()) return {};
  attributes = TRY(cursor.raw());
  if (!attributes.starts_with('{')) return failure(ErrorCode::invalid_input, "generic attributes that are no object");
  if (attributes == "{}") attributes.clear();
  return {};
}

Result<void> read_content(Cursor& cursor, std::optional<std::vector<BlobId>>& content) {
  if (cursor.take_null()) return {};
  std::vector<BlobId>& blobs = content.emplace();
  return cursor.array([&]() -> Result<void> {
    if (blobs.size() == max_node_blobs) return over("the blobs of a file");
    return read_field(cursor, blobs.emplace_back());
  });
}

/// A node being read. The bytes of a link's target win over its readable form, in whatever order they come.
class NodeReader {
 public:
  explicit NodeReader(Cursor& cursor) : cursor_(cursor) {}

  Result<Node> whole() {
    TRY(cursor_.object([this](std::string_view name) { return member(name); }));
    return std::move(node_);
  }

 private:
  Result<void> member(std::string_view name) {
    if (name == "name") return read_name(cursor_, node_.name);
    if (name == "type") return read_type();
    if (name == "mode") return read_field(cursor_, node_.mode);
    if (name == "mtime") return read_field(cursor_, node_.modified_at);
    if (name == "atime") return read_field(cursor_, node_.accessed_at);
    if (name == "ctime") return read_field(cursor_, node_.changed_at);
    if (name == "uid") return read_field(cursor_, node_.user_id);
    if (name == "gid") return read_field(cursor_, node_.group_id);
    if (name == "user") return read_field(cursor_, node_.user);
    if (name == "group") return read_field(cursor_, node_.group);
    if (name == "inode") return read_field(cursor_, node_.inode);
    if (name == "device_id") return read_field(cursor_, node_.device_id);
    if (name == "size") return read_field(cursor_, node_.size);
    if (name == "links") return read_field(cursor_, node_.links);
    if (name == "content") return read_content(cursor_, node_.content);
    if (name == "subtree") return read_field(cursor_, node_.subtree);
    return rare_member(name);
  }

  Result<void> rare_member(std::string_view name) {
    if (name == "linktarget") {
      std::string readable;
      return read_field(cursor_, has_raw_target_ ? readable : node_.link_target);
    }
    if (name == "linktarget_raw") {
      has_raw_target_ = true;
      return read_raw_target(cursor_, node_);
    }
    if (name == "extended_attributes") return read_attributes(cursor_, node_.extended_attributes);
    if (name == "generic_attributes") return read_generic_attributes(cursor_, node_.generic_attributes);
    if (name == "device") return read_field(cursor_, node_.device);
    if (name == "error") return read_field(cursor_, node_.error);
    return cursor_.skip();
  }

  Result<void> read_type() {
    if (cursor_.take_null()) return {};
    node_.type = node_type(TRY(cursor_.string()));
    return {};
  }

  Cursor& cursor_;
  Node node_{.type = NodeType::unknown};
  bool has_raw_target_ = false;
};

/// Reads a tree, and keeps apart what its caller says.
class TreeReader {
 public:
  using Visit = std::function<Result<void>(Node&&)>;

  TreeReader(ByteView plain, const Visit& visit) : cursor_(text_of(plain)), visit_(visit) {}

  Result<TreeSummary> whole() {
    const Result<void> read = members();
    if (refusal_) return std::unexpected(std::move(*refusal_));
    if (!read) return as_damage(Result<TreeSummary>(std::unexpected(read.error())), "tree");
    return summary_;
  }

 private:
  Result<void> members() {
    bool has_nodes = false;
    TRY(cursor_.object([&](std::string_view name) -> Result<void> {
      if (name != "nodes") return cursor_.skip();
      if (std::exchange(has_nodes, true)) return failure(ErrorCode::invalid_input, "two lists of nodes");
      return nodes();
    }));
    if (!has_nodes) return failure(ErrorCode::invalid_input, "no nodes");
    return cursor_.end();
  }

  Result<void> nodes() {
    // Old programs wrote an empty folder so.
    if (cursor_.take_null()) return {};
    return cursor_.array([this]() -> Result<void> {
      if (summary_.nodes == max_tree_nodes) return over("the nodes of a tree");
      return take(TRY(NodeReader(cursor_).whole()));
    });
  }

  Result<void> take(Node node) {
    if (summary_.nodes > 0 && node.name <= last_name_) summary_.is_ascending = false;
    ++summary_.nodes;
    last_name_ = node.name;
    Result<void> taken = visit_(std::move(node));
    if (!taken) refusal_ = taken.error();
    return taken;
  }

  Cursor cursor_;
  const Visit& visit_;
  TreeSummary summary_;
  std::string last_name_;
  std::optional<Error> refusal_;
};

}  // namespace

Result<TreeSummary> read_tree(ByteView plain, const std::function<Result<void>(Node&&)>& visit) {
  return TreeReader(plain, visit).whole();
}

Result<std::vector<Node>> read_tree(ByteView plain) {
  std::vector<Node> nodes;
  TRY(read_tree(plain, [&](Node&& node) -> Result<void> {
    nodes.push_back(std::move(node));
    return {};
  }));
  return nodes;
}

}  // namespace digue::repository
