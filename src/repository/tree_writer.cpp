#include "base/utf8.h"
#include "repository/go_json.h"
#include "repository/quoted_name.h"
#include "repository/tree.h"

namespace digue::repository {

namespace {

void append_name(std::string& out, std::string_view name) {
  std::string quoted;
  append_quoted(quoted, name);
  append_json_string(out, quoted);
}

void append_time(std::string& out, std::string_view key, const ZonedTime& time) {
  out += key;
  append_rfc3339(out, time);
  out += '"';
}

/// Nearly always the time just written, to its last bytes: a calendar is dear.
void append_access_time(std::string& out, const Node& node) {
  if (node.accessed_at != node.modified_at) return append_time(out, R"(,"atime":")", node.accessed_at);
  const std::size_t written = out.rfind('"', out.size() - 2);
  const std::size_t count = out.size() - written;
  out += R"(,"atime":)";
  out.append(out, written, count);
}

void append_unless_zero(std::string& out, std::string_view key, std::uint64_t number) {
  if (number == 0) return;
  out += key;
  append_json_integer(out, number);
}

void append_unless_empty(std::string& out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  out += key;
  append_json_string(out, text);
}

/// The readable target always, and its bytes beside it where JSON cannot hold them.
void append_link_target(std::string& out, const std::string& target) {
  append_unless_empty(out, R"(,"linktarget":)", target);
  if (is_utf8(target)) return;
  out += R"(,"linktarget_raw":)";
  append_json_base64(out, bytes_of(target));
}

void append_attributes(std::string& out, const std::vector<ExtendedAttribute>& attributes) {
  if (attributes.empty()) return;
  char before = '[';
  out += R"(,"extended_attributes":)";
  for (const ExtendedAttribute& attribute : attributes) {
    out += before;
    before = ',';
    out += R"({"name":)";
    append_json_string(out, attribute.name);
    out += R"(,"value":)";
    append_json_base64(out, attribute.value);
    out += '}';
  }
  out += ']';
}

void append_content(std::string& out, const std::optional<std::vector<BlobId>>& content) {
  out += R"(,"content":)";
  if (!content) {
    out += "null";
    return;
  }
  out += '[';
  for (std::size_t i = 0; i < content->size(); ++i) {
    if (i > 0) out += ',';
    append_json_id(out, (*content)[i]);
  }
  out += ']';
}

}  // namespace

void append_node(std::string& out, const Node& node) {
  out += R"({"name":)";
  append_name(out, node.name);
  out += R"(,"type":")";
  out += name_of(node.type);
  out += '"';
  append_unless_zero(out, R"(,"mode":)", node.mode);
  append_time(out, R"(,"mtime":")", node.modified_at);
  append_access_time(out, node);
  append_time(out, R"(,"ctime":")", node.changed_at);
  out += R"(,"uid":)";
  append_json_integer(out, std::uint64_t{node.user_id});
  out += R"(,"gid":)";
  append_json_integer(out, std::uint64_t{node.group_id});
  append_unless_empty(out, R"(,"user":)", node.user);
  append_unless_empty(out, R"(,"group":)", node.group);
  append_unless_zero(out, R"(,"inode":)", node.inode);
  append_unless_zero(out, R"(,"device_id":)", node.device_id);
  append_unless_zero(out, R"(,"size":)", node.size);
  append_unless_zero(out, R"(,"links":)", node.links);
  append_link_target(out, node.link_target);
  append_attributes(out, node.extended_attributes);
  if (!node.generic_attributes.empty()) out += R"(,"generic_attributes":)" + node.generic_attributes;
  append_unless_zero(out, R"(,"device":)", node.device);
  append_content(out, node.content);
  if (node.subtree) {
    out += R"(,"subtree":)";
    append_json_id(out, *node.subtree);
  }
  append_unless_empty(out, R"(,"error":)", node.error);
  out += '}';
}

Result<void> TreeWriter::add(const Node& node) {
  if (node.name <= last_name_) return failure(ErrorCode::invalid_input, "tree: the names are not in order");
  if (node.type == NodeType::unknown) return failure(ErrorCode::invalid_input, "tree: a node of no known type");
  if (count_ > 0) out_ += ',';
  append_node(out_, node);
  last_name_ = node.name;
  ++count_;
  return {};
}

std::string TreeWriter::finish() {
  out_ += "]}\n";
  return std::move(out_);
}

}  // namespace digue::repository
