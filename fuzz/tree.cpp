#include "repository/tree.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

/// Any bytes as a tree: what is read in order is written and read back as the same nodes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue::repository;
  const auto nodes = read_tree(std::as_bytes(std::span(data, size)));
  if (!nodes) return 0;
  TreeWriter writer;
  for (const Node& node : *nodes) {
    if (!writer.add(node)) return 0;
  }
  const std::string tree = writer.finish();
  if (read_tree(digue::bytes_of(tree)) != *nodes) std::abort();
  return 0;
}
