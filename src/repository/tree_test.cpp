#include "repository/tree.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "crypto/hash.h"

namespace digue::repository {
namespace {

std::string file_in(std::string_view path) {
  std::ifstream file(std::string(DIGUE_SOURCE_DIR) + '/' + std::string(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string tree_of(const std::vector<Node>& nodes) {
  TreeWriter writer;
  for (const Node& node : nodes) REQUIRE(writer.add(node).has_value());
  return writer.finish();
}

Node node_of(std::string_view node) {
  const std::string tree = R"({"nodes":[)" + std::string(node) + "]}\n";
  auto nodes = read_tree(bytes_of(tree));
  REQUIRE(nodes.has_value());
  REQUIRE(nodes->size() == 1);
  return nodes->front();
}

bool is_damaged(std::string_view tree) {
  const auto read = read_tree(bytes_of(tree));
  return !read && read.error().code == ErrorCode::damaged;
}

TEST_CASE("the tree of an empty folder has the id that it has in restic") {
  const std::string tree = tree_of({});
  CHECK(tree == "{\"nodes\":[]}\n");
  CHECK(to_hex(crypto::sha256(bytes_of(tree))) == "ac08ce34ba4f8123618661bef2425f7028ffb9ac740578a3ee88684d2523fee8");
}

TEST_CASE("a tree that restic 0.19.1 wrote is written again byte for byte") {
  const std::string tree = file_in("fuzz/corpus/tree/restic_0_19_1.json");
  const auto nodes = read_tree(bytes_of(tree));
  REQUIRE(nodes.has_value());
  REQUIRE(nodes->size() == 20);
  CHECK(tree_of(*nodes) == tree);
  CHECK(to_hex(crypto::sha256(bytes_of(tree))) == "ac4cc189c83b340e4feee4cdd36f51162aa0cb6a2e8d8ea9d305c96fa9593c77");
}

TEST_CASE("every field of a node stands where restic writes it") {
  Node node;
  node.name = "n";
  node.type = NodeType::chardev;
  node.mode = go_mode(NodeType::chardev, 0600);
  node.modified_at = {1, 0, 0};
  node.user_id = 5;
  node.group_id = 6;
  node.user = "u";
  node.group = "g";
  node.inode = 7;
  node.device_id = 8;
  node.size = 9;
  node.links = 10;
  node.link_target = "t\xff";
  node.extended_attributes = {{"user.a", {std::byte{1}}}, {"user.b", {}}};
  node.generic_attributes = R"({"windows.file_attributes":32})";
  node.device = 11;
  node.content = std::vector{BlobId()};
  node.subtree = BlobId();
  node.error = "e";
  const std::string zeros(64, '0');
  std::string out;
  append_node(out, node);
  CHECK(out ==
        R"({"name":"n","type":"chardev","mode":69206400,"mtime":"1970-01-01T00:00:01Z",)"
        R"("atime":"1970-01-01T00:00:00Z","ctime":"1970-01-01T00:00:00Z","uid":5,"gid":6,"user":"u","group":"g",)"
        R"("inode":7,"device_id":8,"size":9,"links":10,"linktarget":"t\ufffd","linktarget_raw":"dP8=",)"
        R"("extended_attributes":[{"name":"user.a","value":"AQ=="},{"name":"user.b","value":""}],)"
        R"("generic_attributes":{"windows.file_attributes":32},"device":11,"content":[")" +
            zeros + R"("],"subtree":")" + zeros + R"(","error":"e"})");
  CHECK(node_of(out) == node);
}

TEST_CASE("modes are those of Go's os.FileMode") {
  CHECK(go_mode(NodeType::dir, 0755) == 2147484141);
  CHECK(go_mode(NodeType::symlink, 0777) == 134218239);
  CHECK(go_mode(NodeType::fifo, 0644) == 33554852);
  CHECK(go_mode(NodeType::file, 04755) == 8389101);
  CHECK(go_mode(NodeType::dir, 01777) == 2148532735);
  for (std::uint32_t bits = 0; bits < 010000; ++bits) {
    for (const NodeType type : {NodeType::file, NodeType::chardev, NodeType::irregular, NodeType::socket}) {
      REQUIRE(posix_bits(go_mode(type, bits)) == bits);
    }
  }
}

TEST_CASE("a writer takes names only in strict order, and only nodes of a known type") {
  TreeWriter writer;
  Node node;
  CHECK_FALSE(writer.add(node).has_value());
  node.name = "b";
  CHECK(writer.add(node).has_value());
  CHECK_FALSE(writer.add(node).has_value());
  node.name = "a";
  CHECK_FALSE(writer.add(node).has_value());
  node.name = "c";
  node.type = NodeType::unknown;
  CHECK_FALSE(writer.add(node).has_value());
  node.type = NodeType::file;
  node.name = "\xff";  // greater than any letter: bytes are compared without sign
  CHECK(writer.add(node).has_value());
  CHECK(writer.count() == 2);
}

TEST_CASE("a writer's names are compared before they are quoted") {
  TreeWriter writer;
  Node node;
  node.name = "\x01";
  CHECK(writer.add(node).has_value());
  node.name = "A";  // "\x01" is quoted with a backslash, which comes after A
  CHECK(writer.add(node).has_value());
}

TEST_CASE("members that we do not know are passed over, in the tree and in its nodes") {
  const auto nodes =
      read_tree(bytes_of(R"({"a":{"b":[1,{"nodes":[]}]},"nodes":[{"new":[{}],"name":"x"},{"name":"y"}],"z":null})"));
  REQUIRE(nodes.has_value());
  REQUIRE(nodes->size() == 2);
  CHECK(nodes->back().name == "y");
  CHECK(nodes->front().type == NodeType::unknown);
  CHECK(node_of(R"({"name":"x","type":"hologram"})").type == NodeType::unknown);
}

TEST_CASE("names out of order and names twice are read, and said") {
  std::string names;
  const auto collect = [&](Node&& node) -> Result<void> {
    names += node.name;
    return {};
  };
  CHECK_FALSE(read_tree(bytes_of(R"({"nodes":[{"name":"b"},{"name":"a"}]})"), collect)->is_ascending);
  CHECK_FALSE(read_tree(bytes_of(R"({"nodes":[{"name":"c"},{"name":"c"}]})"), collect)->is_ascending);
  CHECK(read_tree(bytes_of(R"({"nodes":[{"name":"d"},{"name":"e"}]})"), collect)->is_ascending);
  CHECK(names == "baccde");
}

TEST_CASE("an empty file has an empty list of blobs, which is not the same as none") {
  CHECK(node_of(R"({"name":"x","type":"file","content":[]})").content == std::vector<BlobId>());
  CHECK_FALSE(node_of(R"({"name":"x","type":"file","content":null})").content.has_value());
}

TEST_CASE("the bytes of a link's target win over its readable form, in any order") {
  CHECK(node_of(R"({"name":"x","linktarget":"t\ufffd","linktarget_raw":"dP8="})").link_target == "t\xff");
  CHECK(node_of(R"({"linktarget_raw":"dP8=","linktarget":"t\ufffd","name":"x"})").link_target == "t\xff");
}

TEST_CASE("what is no tree is damaged") {
  for (const char* wrong :
       {"", "[]", "{}", R"({"nodes":[)", R"({"nodes":{}})", R"({"nodes":[1]})", R"({"nodes":[{"name":"\\q"}]})",
        R"({"nodes":[{"name":"x","uid":-1}]})", R"({"nodes":[{"name":"x","mode":4294967296}]})",
        R"({"nodes":[{"name":"x","content":["ab"]}]})", R"({"nodes":[{"name":"x","mtime":"yesterday"}]})",
        R"({"nodes":[{"name":"x","generic_attributes":[]}]})", R"({"nodes":[]} x)", R"({"nodes":[],"nodes":[]})"}) {
    CAPTURE(wrong);
    CHECK(is_damaged(wrong));
  }
  CHECK(is_damaged(R"({"nodes":[{"name":")" + std::string(max_name_bytes + 1, 'x') + R"("}]})"));
}

TEST_CASE("an error of the visitor ends the reading and comes back as it was") {
  std::size_t visited = 0;
  const auto read = read_tree(bytes_of(R"({"nodes":[{"name":"a"},{"name":"b"}]})"), [&](Node&&) -> Result<void> {
    ++visited;
    return failure(ErrorCode::invalid_input, "enough");
  });
  CHECK(read.error().code == ErrorCode::invalid_input);
  CHECK(read.error().detail == "enough");
  CHECK(visited == 1);
}

TEST_CASE("a name that leads out of its folder is no plain name") {
  for (const char* wrong : {"", ".", "..", "a/b", "/", "../x"}) CHECK_FALSE(is_plain_name(wrong));
  CHECK_FALSE(is_plain_name(std::string_view("a\0b", 3)));
  CHECK_FALSE(is_plain_name(std::string(766, 'x')));
  for (const char* right : {"a", "...", "..a", "\xff", "a b"}) CHECK(is_plain_name(right));
}

}  // namespace
}  // namespace digue::repository
