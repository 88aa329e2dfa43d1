#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "repository/tree.h"

namespace digue::repository {
namespace {

TEST_CASE("a node of any bytes comes back as it was") {
  CHECK(rc::check([](const std::string& name, const std::string& target, const std::string& value, std::uint64_t number,
                     std::uint32_t mode) {
    Node node;
    node.name = name.empty() ? "x" : name;
    node.link_target = target;
    node.mode = mode;
    node.inode = number;
    const ByteView bytes = bytes_of(value);
    node.extended_attributes.push_back({"user.test", Bytes(bytes.begin(), bytes.end())});
    TreeWriter writer;
    RC_ASSERT(writer.add(node).has_value());
    const std::string tree = writer.finish();
    RC_ASSERT(read_tree(bytes_of(tree)).value().front() == node);
  }));
}

}  // namespace
}  // namespace digue::repository
